#!/bin/sh
# Has m4 expand the guest's interfaces, and tells which types each attribute of its policy has. For root on
# the host.
#
# expand-interfaces.sh ROOT POLICY ATTRIBUTES: the guest's root folder, default or mls, and the file for the
# attributes. What calls the interfaces is /tmp/policy/catalog.te; what becomes of it is tmp/catalog.tmp there.
set -e

here=$(dirname "$0")
root=$1 policy=$2 attributes=$3
number=$(basename "$root/etc/selinux/$policy"/policy/policy.*)

cp "$root/usr/share/selinux/devel/Makefile" "$root/tmp/policy"
# It is no module: m4's work is all that is wanted, and what it says of interfaces that are going.
chroot "$root" make -s -C /tmp/policy NAME="$policy" CHECKMODULE=true tmp/catalog.mod 2> /dev/null > /dev/null
cp "$here/allowed.py" "$root/tmp"
chroot "$root" python3 /tmp/allowed.py "/etc/selinux/$policy/policy/$number" > "$attributes"
