#!/bin/sh
# SECMARK ('Networking in NSA Security-Enhanced Linux', docs/networking-in-selinux.md): marks the packets
# of the echo port between the hosts of intranet.sh, here as the client's, and on the other host, with
# what it forwards, as the server's. A mark has to be there before SELinux looks: its hook for forwarding
# comes first of all, with NF_IP_PRI_SELINUX_FIRST. Debian's own kernel can, user-mode Linux cannot.
# nft(8)
set -e

on_other_host() {
	nsenter --net=/run/netns/other "$@"
}

case ${1-} in
up)
	nft -f - << 'end'
table inet echo {
	secmark packets { "system_u:object_r:echo_client_packet_t:s0" }
	chain output {
		type filter hook output priority mangle;
		meta l4proto { tcp, udp, sctp } th dport 7 meta secmark set "packets"
	}
	chain input {
		type filter hook input priority mangle;
		meta l4proto { tcp, udp, sctp } th sport 7 meta secmark set "packets"
	}
}
end
	on_other_host nft -f - << 'end'
table inet echo {
	secmark packets { "system_u:object_r:echo_server_packet_t:s0" }
	chain prerouting {
		type filter hook prerouting priority mangle;
		meta l4proto { tcp, udp, sctp } th dport 7 meta secmark set "packets"
		meta l4proto { tcp, udp, sctp } th sport 7 meta secmark set "packets"
	}
	chain output {
		type filter hook output priority mangle;
		meta l4proto { tcp, udp, sctp } th sport 7 meta secmark set "packets"
	}
}
end
	;;
down)
	on_other_host nft delete table inet echo
	nft delete table inet echo
	;;
*)
	echo 'usage: secmark.sh up | down' >&2
	exit 2
	;;
esac
