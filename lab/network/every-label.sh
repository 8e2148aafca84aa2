#!/bin/sh
# Every label that a packet can have, side by side (docs/full-labels-over-loopback.md, 'What is on the
# wire'): the whole context on 127.0.0.1, CIPSO's tags on eth0.sh's addresses as in tags.sh, CALIPSO on
# ::1, and on 127.0.0.2 none. netlabelctl(8), RFC 5570
set -e

case ${1-} in
up)
	netlabelctl cipsov4 add pass doi:1 tags:1
	netlabelctl cipsov4 add pass doi:2 tags:2
	netlabelctl cipsov4 add pass doi:5 tags:5
	netlabelctl cipsov4 add local doi:9
	netlabelctl calipso add pass doi:3
	netlabelctl map del default
	netlabelctl map add default address:0.0.0.0/0 protocol:unlbl
	netlabelctl map add default address:::/0 protocol:unlbl
	netlabelctl map add default address:127.0.0.1 protocol:cipsov4,9
	netlabelctl map add default address:192.168.8.1 protocol:cipsov4,1
	netlabelctl map add default address:192.168.8.2 protocol:cipsov4,2
	netlabelctl map add default address:192.168.8.5 protocol:cipsov4,5
	netlabelctl map add default address:::1 protocol:calipso,3
	;;
down)
	netlabelctl map del default
	netlabelctl map add default protocol:unlbl
	netlabelctl calipso del doi:3
	netlabelctl cipsov4 del doi:9
	netlabelctl cipsov4 del doi:5
	netlabelctl cipsov4 del doi:2
	netlabelctl cipsov4 del doi:1
	;;
*)
	echo 'usage: every-label.sh up | down' >&2
	exit 2
	;;
esac
