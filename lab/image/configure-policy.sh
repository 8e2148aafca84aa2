#!/bin/sh
# Has a guest enforce a policy. For root on the host.
#
# configure-policy.sh ROOT POLICY: the guest's root folder, and default or mls.
set -e

root=$1 policy=$2

printf 'SELINUX=enforcing\nSELINUXTYPE=%s\n' "$policy" > "$root/etc/selinux/config"
# V8 writes machine code and runs it. Debian's policy leaves that to whoever administers the host.
echo allow_execmem=1 > "$root/var/lib/selinux/$policy/active/booleans.local"
