#!/bin/sh
# 'Networking in NSA Security-Enhanced Linux' (docs/networking-in-selinux.md): the level of whoever sends
# it is on all that goes to an IPv4 address of intranet.sh's, by CIPSO, and on nothing else.
# netlabelctl(8)
set -e

case ${1-} in
up)
	netlabelctl cipsov4 add pass doi:1 tags:1
	netlabelctl map del default
	netlabelctl map add default address:0.0.0.0/0 protocol:unlbl
	netlabelctl map add default address:::/0 protocol:unlbl
	netlabelctl map add default address:192.168.7.0/24 protocol:cipsov4,1
	;;
down)
	netlabelctl map del default
	netlabelctl map add default protocol:unlbl
	netlabelctl cipsov4 del doi:1
	;;
*)
	echo 'usage: labeled-intranet.sh up | down' >&2
	exit 2
	;;
esac
