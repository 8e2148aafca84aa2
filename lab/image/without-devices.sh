#!/bin/sh
# Takes the device nodes out of an archive of a system: who is no root may not make them.
#
# without-devices.sh ARCHIVE TO: the archive, compressed with zstd, and the one to make.
set -e

zstd -dcq -- "$1" | tar --delete --wildcards './dev/*' -f - > "$2"
