#!/bin/sh
# Labeled IPsec ('Networking in NSA Security-Enhanced Linux', docs/networking-in-selinux.md) for TCP over
# IPv6 between the hosts of intranet.sh: an association has the whole context of the sockets that may use
# it, one the client's for the way there, and one the server's for the way back. Nothing of it is on the
# wire. ip-xfrm(8)
set -e

here=fd00:7::1
there=fd00:7::2
client=unconfined_u:unconfined_r:echo_client_t:s0-s0:c0.c1023
server=unconfined_u:unconfined_r:echo_server_t:s0-s0:c0.c1023
rule=system_u:object_r:intranet_spd_t:s0

on_other_host() {
	nsenter --net=/run/netns/other "$@"
}

# Both hosts know both associations.
on_both_hosts() {
	"$@"
	on_other_host "$@"
}

case ${1-} in
up)
	# The key is no secret: what is shown here is the label.
	on_both_hosts ip xfrm state add src "$here" dst "$there" proto ah spi 0x200 ctx "$client" \
		mode transport auth sha1 0123456789012345
	on_both_hosts ip xfrm state add src "$there" dst "$here" proto ah spi 0x201 ctx "$server" \
		mode transport auth sha1 0123456789012345
	# TCP has to use one of them.
	ip xfrm policy add src "$here" dst "$there" proto tcp dir out ctx "$rule" \
		tmpl proto ah mode transport level required
	ip xfrm policy add src "$there" dst "$here" proto tcp dir in ctx "$rule" \
		tmpl proto ah mode transport level required
	on_other_host ip xfrm policy add src "$there" dst "$here" proto tcp dir out ctx "$rule" \
		tmpl proto ah mode transport level required
	on_other_host ip xfrm policy add src "$here" dst "$there" proto tcp dir in ctx "$rule" \
		tmpl proto ah mode transport level required
	;;
down)
	on_other_host ip xfrm policy delete src "$here" dst "$there" proto tcp dir in ctx "$rule"
	on_other_host ip xfrm policy delete src "$there" dst "$here" proto tcp dir out ctx "$rule"
	ip xfrm policy delete src "$there" dst "$here" proto tcp dir in ctx "$rule"
	ip xfrm policy delete src "$here" dst "$there" proto tcp dir out ctx "$rule"
	on_both_hosts ip xfrm state delete src "$there" dst "$here" proto ah spi 0x201
	on_both_hosts ip xfrm state delete src "$here" dst "$there" proto ah spi 0x200
	;;
*)
	echo 'usage: labeled-ipsec.sh up | down' >&2
	exit 2
	;;
esac
