#!/bin/sh
# The level on all that goes to an IPv4 address of intranet.sh's, as by labeled-intranet.sh, and the
# whole context on 127.0.0.1, as by two-dois.sh: a host that is asked from everywhere. netlabelctl(8)
set -e

case ${1-} in
up)
	netlabelctl cipsov4 add pass doi:1 tags:1
	netlabelctl cipsov4 add local doi:2
	netlabelctl map del default
	netlabelctl map add default address:0.0.0.0/0 protocol:unlbl
	netlabelctl map add default address:::/0 protocol:unlbl
	netlabelctl map add default address:192.168.7.0/24 protocol:cipsov4,1
	netlabelctl map add default address:127.0.0.1 protocol:cipsov4,2
	;;
down)
	netlabelctl map del default
	netlabelctl map add default protocol:unlbl
	netlabelctl cipsov4 del doi:2
	netlabelctl cipsov4 del doi:1
	;;
*)
	echo 'usage: intranet-and-loopback.sh up | down' >&2
	exit 2
	;;
esac
