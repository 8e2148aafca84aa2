#!/bin/sh
# What audit2why(1) says of each permission of each class that the loaded policy knows, from one type to
# another that it may do everything to: only constraints are left to refuse it.
#
#   every-permission.sh SUBJECT OBJECT PAIR...    each pair two ranges, as in 's0-s2 s1'
#
# Prints class, permission and pair of what a constraint refuses, and of what is refused otherwise, why.
set -eu
subject=$1 object=$2
shift 2
cd /sys/fs/selinux/class
for permission in */perms/*; do
	for pair in "$@"; do
		echo "avc:  denied  { ${permission##*/} } for  pid=1 comm=\"$pair\"" \
			"scontext=system_u:system_r:$subject:${pair% *} tcontext=system_u:system_r:$object:${pair#* }" \
			"tclass=${permission%%/*}"
	done
done | sed 's/^/type=AVC msg=audit(0.000:0): /' | audit2why -i /dev/stdin | awk '
	/^type=AVC/ { split($0, quoted, "\""); match($0, /tclass=[^ ]*/); of = substr($0, RSTART + 7, RLENGTH - 7)
		said = of " " $6 " " quoted[2] }
	/^#Constraint rule/ { print said }
	/Missing/ { print said ": " $0 }'
