#!/bin/sh
# Builds policy modules, whose sources are in the guest's /tmp/policy, by the guest's own tools. What m4
# makes of each on the way is kept: tmp/NAME.tmp. For root on the host.
#
# build-modules.sh ROOT POLICY: the guest's root folder, and default or mls.
set -e

root=$1 policy=$2

# Sources without a Makefile of their own have the distribution's.
[ -e "$root/tmp/policy/Makefile" ] || cp "$root/usr/share/selinux/devel/Makefile" "$root/tmp/policy"
chroot "$root" make -s -C /tmp/policy NAME="$policy" clean
set --
for source in "$root"/tmp/policy/*.te; do
	name=$(basename "$source" .te)
	set -- "$@" "tmp/$name.mod.fc"
done
chroot "$root" make -s -C /tmp/policy NAME="$policy" all "$@"
