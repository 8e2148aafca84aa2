#!/bin/sh
# 'Full Labels over Loopback with CIPSO' (docs/full-labels-over-loopback.md): the whole context on
# 127.0.0.1, by a number that only this kernel knows, and the level alone on 192.168.8.4, which eth0.sh
# adds. netlabelctl(8)
set -e

case ${1-} in
up)
	netlabelctl cipsov4 add pass doi:1 tags:1
	netlabelctl cipsov4 add local doi:2
	netlabelctl map del default
	netlabelctl map add default address:0.0.0.0/0 protocol:unlbl
	netlabelctl map add default address:::/0 protocol:unlbl
	netlabelctl map add default address:127.0.0.1 protocol:cipsov4,2
	netlabelctl map add default address:192.168.8.4 protocol:cipsov4,1
	;;
down)
	netlabelctl map del default
	netlabelctl map add default protocol:unlbl
	netlabelctl cipsov4 del doi:2
	netlabelctl cipsov4 del doi:1
	;;
*)
	echo 'usage: two-dois.sh up | down' >&2
	exit 2
	;;
esac
