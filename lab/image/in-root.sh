#!/bin/sh
# Runs a script of this folder in a system's root folder, with devices and processes as programs expect them.
# For root on the host, by `unshare --mount --net`: what is mounted here is gone when the script ends, and it
# has no network.
#
# in-root.sh ROOT SCRIPT ARGUMENT...: the root folder, the script's name, and what it is given.
set -e

root=$1 script=$2
shift 2

mount --rbind /dev "$root/dev"
mount --rbind /proc "$root/proc"
cp "$(dirname "$0")/$script" "$root/tmp/$script"
exec chroot "$root" env LC_ALL=C.UTF-8 HOME=/root sh "/tmp/$script" "$@"
