#!/bin/sh
# Packs what packages have added to a system, for a guest that has the rest. It runs in the system's own
# root folder, while mmdebstrap(1) still is at work there.
#
# pack-added.sh STAMP ARCHIVE: a file that is older than what is packed, and the archive to make.
set -e

stamp=$1 archive=$2

# The list of passwords has the packages' users now, and will replace the guest's, where root has none:
# configure-system.sh.
passwd --quiet --delete root

# By when a file's status has changed: dpkg(1) gives it the time that it has in its package. The loader's
# list of libraries stays the guest's, for who starts while files have no labels yet has to read it; it
# finds others in their usual place. What mmdebstrap puts in the way of services is not the packages'.
cd /
find . -mindepth 1 -xdev \
	\( -path ./dev -o -path ./proc -o -path ./run -o -path ./sys -o -path ./tmp \) -prune -o \
	\( -path ./var/cache -o -path ./var/lib/apt \) -prune -o \
	-cnewer "$stamp" \
	! -path ./etc/ld.so.cache ! -path './etc/apt/*' ! -path './etc/dpkg/*' \
	! -name policy-rc.d ! -name 'start-stop-daemon*' \
	-printf '%P\0' |
	tar --null --no-recursion --files-from=- -cf "$archive"
