#!/bin/sh
# Second addresses of this machine, on an interface that leads nowhere: the guest has no network card.
# What is sent to one goes over lo. Each is a network of its own, for then it is also the source of what
# is sent to it. ip-address(8)
set -e

case ${1-} in
up)
	ip link add eth0 type dummy
	ip addr add 192.168.8.1/32 dev eth0
	ip addr add 192.168.8.2/32 dev eth0
	ip addr add 192.168.8.4/32 dev eth0
	ip addr add 192.168.8.5/32 dev eth0
	ip link set eth0 up
	;;
down)
	ip link delete eth0
	;;
*)
	echo 'usage: eth0.sh up | down' >&2
	exit 2
	;;
esac
