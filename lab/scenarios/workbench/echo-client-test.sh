#!/bin/sh
# What echo-client is for, as a test in the lab's guest: with each protocol it asks an echo server over a
# network whose packets are labeled, and one by a path. It ends at the first that fails.
set -e

there=192.168.7.2 sock=/run/echo-server/sock

# The network and the server are not what is tested, and stay for the next run.
[ -e /sys/class/net/intranet0 ] || {
	intranet.sh up
	intranet-and-loopback.sh up
	mkdir -p /run/echo-server
	restorecon -R /run/echo-server
	nsenter --net=/run/netns/other echo-server --host 0.0.0.0 --tcp --udp --sctp > /dev/null 2>&1 &
	echo-server "$sock" > /dev/null 2>&1 &
	until [ -S "$sock" ] && nsenter --net=/run/netns/other ss -l -n | grep -q ':7 '; do sleep 0.1; done
}

echo-client --timeout 2 "$there"
echo-client --timeout 2 --udp "$there"
echo-client --timeout 2 --sctp "$there"
echo-client --timeout 2 "$sock"
