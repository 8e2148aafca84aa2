#!/bin/sh
# The level alone, in each of the formats that Linux writes (docs/full-labels-over-loopback.md, 'What
# fits, and what does not'): 192.168.8.1 has tag 1, a bitmap of categories, .2 has tag 2, a list, and .5
# has tag 5, ranges. eth0.sh adds the addresses. netlabelctl(8)
set -e

case ${1-} in
up)
	netlabelctl cipsov4 add pass doi:1 tags:1
	netlabelctl cipsov4 add pass doi:2 tags:2
	netlabelctl cipsov4 add pass doi:5 tags:5
	netlabelctl map del default
	netlabelctl map add default address:0.0.0.0/0 protocol:unlbl
	netlabelctl map add default address:::/0 protocol:unlbl
	netlabelctl map add default address:192.168.8.1 protocol:cipsov4,1
	netlabelctl map add default address:192.168.8.2 protocol:cipsov4,2
	netlabelctl map add default address:192.168.8.5 protocol:cipsov4,5
	;;
down)
	netlabelctl map del default
	netlabelctl map add default protocol:unlbl
	netlabelctl cipsov4 del doi:5
	netlabelctl cipsov4 del doi:2
	netlabelctl cipsov4 del doi:1
	;;
*)
	echo 'usage: tags.sh up | down' >&2
	exit 2
	;;
esac
