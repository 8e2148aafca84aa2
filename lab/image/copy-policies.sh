#!/bin/sh
# Makes copies of a policy, and 'whole', which is as it was built, and an archive that brings them into a
# guest. For root on the host.
#
# copy-policies.sh RECIPE ROOT TREE MODULES PAYLOAD POLICY [ARGUMENT]...: the file that makes the copies
# (lacking-modules.sh or adding-modules.sh), the guest's root folder, a folder for what goes into the
# archive, the built policy, the archive to make, default or mls, and what the recipe is given.
set -e

here=$(dirname "$0")
recipe=$1 root=$2 tree=$3 modules=$4 payload=$5 policy=$6
shift 6

tar -C "$root" -xf "$modules"
store=$root/etc/selinux/$policy
copies=$tree/etc/selinux/$policy/copies
units=$tree/etc/systemd/system
mkdir -p "$copies" "$units"

# keep NAME - keeps the policy that semodule(8) has built, as a copy
keep() {
	cp "$store"/policy/policy.* "$copies/$1"
}
keep whole

number=$(basename "$store"/policy/policy.*)
sed "s/POLICY/$policy/g; s/NUMBER/${number#policy.}/" "$here/lab-policy@.service" > "$units/lab-policy@.service"

# shellcheck source=/dev/null # lacking-modules.sh or adding-modules.sh
. "$here/$recipe"

tar -C "$tree" --owner=0 --group=0 -cf "$payload" etc
