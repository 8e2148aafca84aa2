#!/bin/sh
# A network that has numbers of its own for levels (docs/dropped-without-a-record.md): DOI 6 sends s0 as
# 0, and of the categories only c0 and c1, as 0 and 1, and c5, as 50. It is for 192.168.8.2, which
# eth0.sh adds. netlabelctl(8)
set -e

case ${1-} in
up)
	netlabelctl cipsov4 add trans doi:6 tags:1 levels:0=0 categories:0=0,1=1,5=50
	netlabelctl map del default
	netlabelctl map add default address:0.0.0.0/0 protocol:unlbl
	netlabelctl map add default address:::/0 protocol:unlbl
	netlabelctl map add default address:192.168.8.2 protocol:cipsov4,6
	;;
down)
	netlabelctl map del default
	netlabelctl map add default protocol:unlbl
	netlabelctl cipsov4 del doi:6
	;;
*)
	echo 'usage: translated.sh up | down' >&2
	exit 2
	;;
esac
