#!/bin/sh
# 'Node Servers at SELinux MLS Level' (docs/servers-at-mls-level.md): the whole context on every address
# of loopback, and nothing else labeled. netlabelctl(8)
set -e

case ${1-} in
up)
	netlabelctl cipsov4 add local doi:2
	netlabelctl map del default
	netlabelctl map add default address:0.0.0.0/0 protocol:unlbl
	netlabelctl map add default address:::/0 protocol:unlbl
	netlabelctl map add default address:127.0.0.0/8 protocol:cipsov4,2
	;;
down)
	netlabelctl map del default
	netlabelctl map add default protocol:unlbl
	netlabelctl cipsov4 del doi:2
	;;
*)
	echo 'usage: full-labels.sh up | down' >&2
	exit 2
	;;
esac
