#!/bin/sh
# Puts Node as its own project builds it in the place of Debian's, which stays in a folder of its own. For root on
# the host.
#
# install-node.sh ROOT PROGRAM: the guest's root folder, and the program; where there is none, both are Debian's.
set -e

root=$1 program=$2
debian=/usr/libexec/debian

mkdir -p "$root$debian"
if [ -e "$program" ]; then
	mv "$root/usr/bin/node" "$root$debian/node"
	cp --no-preserve=ownership "$program" "$root/usr/bin/node"
	chmod 755 "$root/usr/bin/node"
else
	ln -s ../../bin/node "$root$debian/node"
fi
