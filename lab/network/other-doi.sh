#!/bin/sh
# A host that has another DOI (docs/dropped-without-a-record.md). The hosts of intranet.sh have one kernel,
# and that has one list of DOIs. So the number is changed on the way: labeled-intranet.sh's DOI 1 is 65536
# to the other host, and in what it sends back 1 again. The header's sum stays right, for both numbers
# have a 1 in one of their halves. Debian's own kernel can, user-mode Linux cannot. nft(8)
set -e

case ${1-} in
up)
	nft -f - << 'end'
table ip other_doi {
	chain output {
		type filter hook output priority mangle;
		ip daddr 192.168.7.2 @nh,160,8 134 @nh,176,32 1 @nh,176,32 set 65536
	}
	chain prerouting {
		type filter hook prerouting priority mangle;
		ip saddr 192.168.7.2 @nh,160,8 134 @nh,176,32 65536 @nh,176,32 set 1
	}
}
end
	;;
down)
	nft delete table ip other_doi
	;;
*)
	echo 'usage: other-doi.sh up | down' >&2
	exit 2
	;;
esac
