#!/bin/sh
# Builds the MLS policy with the bench's module, and an archive that brings it, the bench's programs and
# their units into a guest. For root on the host.
#
# guest-payload.sh ROOT TREE PAYLOAD PROGRAMS POLICY PROJECT MODULE FILE...: the guest's root folder, what
# goes into the archive, the archive to make, where the programs are in the guest, the built policy, the
# project's modules, the bench's module and its files.
set -e

root=$1 tree=$2 payload=$3 programs=$4 policy=$5 project=$6 module=$7
shift 7

tar -C "$root" -xf "$policy"
mkdir "$root/tmp/policy"
cp "$project/Makefile" "$project"/*.te "$project"/*.if "$project"/*.fc "$@" "$root/tmp/policy"
chroot "$root" make -s -C /tmp/policy NAME=mls "$module.pp"
chroot "$root" semodule -n -s mls -i "/tmp/policy/$module.pp"

mkdir "$tree/etc/selinux"
cp -R "$root/etc/selinux/mls" "$tree/etc/selinux"
chmod -R go+rX "$tree/etc/systemd" "$tree/usr"
chmod 755 "$tree$programs"/direct.mjs
tar -C "$tree" --owner=0 --group=0 -cf "$payload" etc usr
