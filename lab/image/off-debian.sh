#!/bin/sh
# Installs the Debian packages and purges them in a system that does not run, and has a policy: see in-root.sh.
#
# off-debian.sh: /tmp has the packages. What may have changed is shown before, between and after, each time
# between two lines that begin with --.
set -e

export DEBIAN_FRONTEND=noninteractive

# show WHEN: the modules beside the policy's own, what is mapped, and what is beside the policy itself.
show() {
	echo "-- $1"
	semodule --list-modules=full | sed '/^100 /d'
	sed '/^#/d' /var/lib/selinux/default/active/*.local
	ls /etc/selinux/default/policy
	echo '--'
}

show before
dpkg --install /tmp/peercon*.deb
show installed
dpkg --purge peercon peercon-selinux
show purged
