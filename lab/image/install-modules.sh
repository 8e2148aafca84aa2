#!/bin/sh
# Installs the modules that build-modules.sh has built, and others, and writes what semanage(8) would for
# their mappings: that takes ten seconds a call in the guest. For root on the host.
#
# install-modules.sh ROOT POLICY SITE MODULE...: the guest's root folder, default or mls, what the site
# maps besides policy/mappings, and the other modules.
set -e

root=$1 policy=$2 site=$3
shift 3

active=$root/var/lib/selinux/$policy/active
levels=s0
if [ "$policy" = mls ]; then levels=s0-s15:c0.c1023; fi
cat "$root/tmp/policy/mappings" "$site" | awk -v levels="$levels" -v active="$active" -v policy="$policy" '
	{ context = "system_u:object_r:" $NF ":" }
	$1 == "port" { print "portcon", $2, $3, context "s0" > (active "/ports.local") }
	$1 == "node" { print "nodecon", $2, $3, $4, context levels > (active "/nodes.local") }
	$1 == "files" && $2 == policy { print $3, context $4 > (active "/file_contexts.local") }
	$1 == "netif" { print "netifcon", $2, context levels, context levels > (active "/interfaces.local") }
'

mkdir "$root/tmp/modules"
[ $# -eq 0 ] || cp "$@" "$root/tmp/modules"
# All at once: each call of semodule(8) builds the whole policy.
set --
for module in "$root"/tmp/policy/*.pp "$root"/tmp/modules/*; do
	[ ! -e "$module" ] || set -- "$@" "${module#"$root"}"
done
chroot "$root" semodule -n -s "$policy" -i "$@"
rm -r "$root/tmp/policy" "$root/tmp/modules"
