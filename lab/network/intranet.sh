#!/bin/sh
# 'Networking in NSA Security-Enhanced Linux' (docs/networking-in-selinux.md): an intranet of two hosts.
# This one is 192.168.7.1 and fd00:7::1; the other one is 192.168.7.2 and fd00:7::2. They are joined by a
# pair of interfaces that are both called intranet0. The guest's policy gives addresses and interfaces
# the intranet's types: lab/policy/mappings. veth(4)
set -e

on_other_host() {
	nsenter --net=/run/netns/other "$@"
}

case ${1-} in
up)
	host.sh up other
	ip link add intranet0 type veth peer name intranet0 netns "$(host.sh process other)"
	ip addr add 192.168.7.1/24 dev intranet0
	ip addr add fd00:7::1/64 dev intranet0 nodad
	ip link set intranet0 up
	on_other_host ip addr add 192.168.7.2/24 dev intranet0
	on_other_host ip addr add fd00:7::2/64 dev intranet0 nodad
	on_other_host ip link set intranet0 up
	;;
down)
	ip link delete intranet0 # and so the other end
	host.sh down other
	;;
*)
	echo 'usage: intranet.sh up | down' >&2
	exit 2
	;;
esac
