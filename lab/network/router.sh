#!/bin/sh
# 'Networking in NSA Security-Enhanced Linux' (docs/networking-in-selinux.md, 'A router'): a third host,
# 192.168.7.130, behind the other one of intranet.sh, which then is a router.
set -e

on_other_host() {
	nsenter --net=/run/netns/other "$@"
}

on_far_host() {
	nsenter --net=/run/netns/far "$@"
}

case ${1-} in
up)
	host.sh up far
	on_other_host ip link add intranet1 type veth peer name intranet0 netns "$(host.sh process far)"
	on_other_host ip addr add 192.168.7.129/25 dev intranet1
	on_other_host ip link set intranet1 up
	on_far_host ip addr add 192.168.7.130/25 dev intranet0
	on_far_host ip link set intranet0 up
	on_far_host ip route add default via 192.168.7.129
	ip route add 192.168.7.128/25 via 192.168.7.2
	on_other_host sysctl -q net.ipv4.ip_forward=1
	;;
down)
	on_other_host sysctl -q net.ipv4.ip_forward=0
	ip route delete 192.168.7.128/25
	on_other_host ip link delete intranet1 # and so the other end
	host.sh down far
	;;
*)
	echo 'usage: router.sh up | down' >&2
	exit 2
	;;
esac
