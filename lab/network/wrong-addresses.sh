#!/bin/sh
# 'Networking in NSA Security-Enhanced Linux' (docs/networking-in-selinux.md): two addresses that the
# echo client's policy does not allow. 10.1.1.1 is the other host's, of intranet.sh, and none of the
# intranet; 192.168.7.9 is of the intranet and is reached over lo.
set -e

on_other_host() {
	nsenter --net=/run/netns/other "$@"
}

case ${1-} in
up)
	on_other_host ip addr add 10.1.1.1/32 dev lo
	ip route add 10.1.1.1 via 192.168.7.2
	ip addr add 192.168.7.9/32 dev lo
	;;
down)
	ip addr delete 192.168.7.9/32 dev lo
	ip route delete 10.1.1.1
	on_other_host ip addr delete 10.1.1.1/32 dev lo
	;;
*)
	echo 'usage: wrong-addresses.sh up | down' >&2
	exit 2
	;;
esac
