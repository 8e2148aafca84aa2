#!/bin/sh
# 'MLS System with Single Level Networks' (docs/single-level-networks.md): two networks whose hosts know
# no labels. What comes in by eth0 is at s1:c3,c5, what comes in by eth1 at s2:c4,c6, by a fallback label
# each. A host on each is 10.0.0.2 and 10.0.1.2. They have this host's kernel, which knows an interface
# by its number alone, whatever the namespace: so both ends of a pair have the same number, and answers
# to those hosts the same label. netlabelctl(8), veth(4)
set -e

# network N LEVEL
network() {
	host.sh up "network$1"
	ip link add "eth$1" index "1$1" type veth \
		peer name outside index "1$1" netns "$(host.sh process "network$1")"
	ip addr add "10.0.$1.1/24" dev "eth$1"
	ip link set "eth$1" up
	nsenter --net="/run/netns/network$1" ip addr add "10.0.$1.2/24" dev outside
	nsenter --net="/run/netns/network$1" ip link set outside up
	netlabelctl unlbl add interface:"eth$1" address:0.0.0.0/0 \
		label:system_u:object_r:netlabel_peer_t:"$2"
}

case ${1-} in
up)
	network 0 s1:c3,c5
	network 1 s2:c4,c6
	;;
down)
	for each in 0 1; do
		netlabelctl unlbl del interface:eth$each address:0.0.0.0/0
		ip link delete eth$each # and so the other end
		host.sh down network$each
	done
	;;
*)
	echo 'usage: single-levels.sh up | down' >&2
	exit 2
	;;
esac
