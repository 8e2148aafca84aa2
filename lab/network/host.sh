#!/bin/sh
# A host of its own: a network namespace, which a process keeps and /run/netns/NAME leads to. Not by
# 'ip netns add': under the MLS policy ip(8) may not mount. What is to run there is started by
# 'nsenter --net=/run/netns/NAME', not by 'ip netns exec', which hides /sys/fs/selinux from it.
set -e

usage() {
	echo 'usage: host.sh up | down | process NAME' >&2
	exit 2
}

[ $# = 2 ] || usage
namespace=/run/netns/$2

case $1 in
up)
	mkdir -p /run/netns
	unshare --net sleep infinity < /dev/null > /dev/null 2>&1 &
	until [ "$(readlink "/proc/$!/ns/net")" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.1; done
	ln -s "/proc/$!/ns/net" "$namespace"
	nsenter --net="$namespace" ip link set lo up
	;;
down)
	process=$(host.sh process "$2")
	kill "$process"
	while [ -e "/proc/$process" ]; do sleep 0.1; done
	rm "$namespace"
	rmdir --ignore-fail-on-non-empty /run/netns
	;;
process)
	readlink "$namespace" | cut -d / -f 3
	;;
*)
	usage
	;;
esac
