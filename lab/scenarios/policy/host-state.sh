#!/bin/sh
# Shows what a package may change of a host, but for the policy (policy-state.sh): units, users, and each file
# with its type and level. Not what dpkg(1), apt-get(8) and the journal write, nor the policy's store. Whoever
# writes a file is its SELinux user, so that is left out.
set -e

systemctl list-unit-files --no-legend
cat /etc/passwd /etc/group
find / -xdev \( -path /root -o -path /tmp -o -path /var/tmp -o -path /var/cache -o -path /var/log \
	-o -path /var/lib/dpkg -o -path /var/lib/apt -o -path /var/lib/selinux -o -path /var/lib/systemd \
	-o -name .updated \) \
	-prune -o -printf '%M %U %p %Z\n' | sed 's/ [^ :]*:object_r:/ /' | sort
