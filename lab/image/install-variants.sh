#!/bin/sh
# Builds a policy with somebody's modules, and a second one that differs in these, and packs both for a
# guest. For root on the host.
#
# install-variants.sh ROOT POLICY PAYLOAD ALLOWED [DOMAIN]...: the guest's root folder, default or mls, the
# archive to add to or to make, the file for what the domains may do, and these. The modules are in /tmp/switched and
# /tmp/bare: what m4 has made of them, NAME.tmp and NAME.mod.fc, or NAME.cil.
set -e

here=$(dirname "$0")
root=$1 policy=$2 payload=$3 allowed=$4
shift 4
stores=$root/var/lib/selinux
loaded=$root/etc/selinux

# build NAME STORE - installs the modules of /tmp/NAME in a store
build() {
	folder=/tmp/$1 store=$2
	set --
	for source in "$root$folder"/*.tmp; do
		[ -e "$source" ] || continue
		module=$folder/$(basename "$source" .tmp)
		chroot "$root" checkmodule -M -m "$module.tmp" -o "$module.mod"
		chroot "$root" semodule_package -o "$module.pp" -m "$module.mod" -f "$module.mod.fc"
		set -- "$@" "$module.pp"
	done
	for source in "$root$folder"/*.cil; do
		[ ! -e "$source" ] || set -- "$@" "$folder/$(basename "$source")"
	done
	chroot "$root" semodule -n -s "$store" -i "$@"
}

# Which rules others make needless is of no concern here, and takes a third of the time.
echo optimize-policy=false >> "$root/etc/selinux/semanage.conf"

# One path has one label. Where the policy has another for a path of theirs, theirs is wanted.
cp "$here/without-contexts.py" "$root/tmp"
chroot "$root" python3 /tmp/without-contexts.py "/var/lib/selinux/$policy/active/modules" /tmp/switched /tmp/bare
cp -R "$stores/$policy" "$stores/bare"
cp -R "$loaded/$policy" "$loaded/bare"
build bare bare > "$root/tmp/bare.log" 2>&1 &
build switched "$policy"
wait $! || {
	cat "$root/tmp/bare.log" >&2
	exit 1
}

copies=$loaded/$policy/copies
units=$root/tmp/tree/etc/systemd/system
mkdir -p "$copies" "$units" "$root/tmp/tree/usr/lib/peercon"
cp "$here/with-steps.sh" "$root/tmp/tree/usr/lib/peercon"
number=$(basename "$loaded/$policy"/policy/policy.*)
cp "$loaded/$policy/policy/$number" "$copies/switched"
cp "$loaded/bare/policy/$number" "$copies/bare"
sed "s/POLICY/$policy/g; s/NUMBER/${number#policy.}/" "$here/lab-policy@.service" > "$units/lab-policy@.service"

cp "$here/allowed.py" "$root/tmp"
chroot "$root" python3 /tmp/allowed.py "/etc/selinux/$policy/policy/$number" "$@" > "$allowed"

tar -C "$root" -rf "$payload" "etc/selinux/$policy" "var/lib/selinux/$policy"
tar -C "$root/tmp/tree" --owner=0 --group=0 -rf "$payload" .
