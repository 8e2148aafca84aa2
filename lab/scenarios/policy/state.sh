#!/bin/sh
# Shows all that an install or an uninstall of the policy may change: of the policy the kernel's copy, for
# the order in its file depends on how it was last built. semodule may write to no file of root's: its
# output is for a pipe.
set -e

semodule --list-modules=full
semanage export
sha256sum /sys/fs/selinux/policy /etc/selinux/default/contexts/files/*
find /usr/local/lib/node_modules /run /var/log -path '*e[cr]*-*' -printf '%p %Z\n' | sort
find /run/mls-server /var/lib/mls-worker -printf '%p %Z\n'
ls /etc/selinux/default/policy/peercon* || true
