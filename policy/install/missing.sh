#!/bin/bash
# Says what this host lacks, and the command that gets it: missing.sh NEED...
set -euo pipefail

lacks=0

# missing WHAT COMMAND
missing() {
	echo "peercon: $1: $2" >&2
	lacks=1
}

# package DEBIAN FEDORA - the command that installs it
package() {
	if command -v dnf > /dev/null; then
		echo "dnf install $2"
	else
		echo "apt-get install $1"
	fi
}

root() {
	[[ $EUID == 0 ]] || {
		missing "only root may change the system's policy" "sudo make -C policy ..."
		exit 1
	}
}

selinux() {
	if [[ -e /sys/fs/selinux/enforce ]]; then
		role
	else
		missing "SELinux is not enabled on this host, see selinux(8); one that enforces it" "npx lab up"
	fi
}

# On an MLS host root's usual role is sysadm_r, which may not even read the policy.
role() {
	local SELINUXTYPE=targeted
	[[ ! -e /etc/selinux/config ]] || . /etc/selinux/config
	[[ -r /etc/selinux/$SELINUXTYPE/policy ]] ||
		missing "this role may not change the policy ($(id -Z))" "newrole -r secadm_r"
}

semanage() {
	type -P semodule > /dev/null || missing "semodule is missing" "$(package policycoreutils policycoreutils)"
	type -P semanage > /dev/null || missing "semanage is missing" \
		"$(package policycoreutils-python-utils policycoreutils-python-utils)"
}

devel() {
	[[ -e ${DEVEL:-/usr/share/selinux/devel/Makefile} ]] || missing \
		"what modules are built with is missing" "$(package selinux-policy-dev selinux-policy-devel)"
}

selint() {
	type -P selint > /dev/null || missing "selint is missing" "$(package selint selint)"
}

for need; do
	"$need"
done
exit "$lacks"
