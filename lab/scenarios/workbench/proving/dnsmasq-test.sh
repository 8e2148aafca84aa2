#!/bin/bash
# What dnsmasq is for: started by Debian's unit, it answers with what /etc/hosts says, over UDP and TCP, and
# with what it says by then when it is told to read it again. With other settings, it gives a host of its
# network an address, and writes a log of its own.
set -e

# Of two files the one that dnsmasq meets first would be named in a denial, and a folder has no order.
rm -f /etc/dnsmasq.d/README

QUERY='\x12\x34\1\0\0\1\0\0\0\0\0\0\7printer\3lab\0\0\1\0\1'

# ask udp|tcp - prints the address of printer.lab, the last four bytes of the answer
ask() {
	local socket length=''
	[ "$1" = udp ] || length='\0\x1d'
	exec {socket}<> "/dev/$1/127.0.0.1/53"
	printf '%b' "$length$QUERY" >&$socket
	timeout 5 dd bs=1500 count=1 <&$socket 2> /dev/null | tail -c 4 | od -A n -t u1 | tr -s ' ' .
	exec {socket}>&-
}

# answers udp|tcp ADDRESS - whether it is what is answered
answers() {
	[ "$(ask "$1")" = "$2" ]
}

# soon COMMAND... - waits until it succeeds: dnsmasq has answered before it has read, or written, a file
soon() {
	for _ in {1..40}; do
		! "$@" || return 0
		sleep 0.1
	done
	return 1
}

# begin ADDRESS SETTINGS - starts it anew
begin() {
	systemctl stop dnsmasq
	printf '127.0.0.1 localhost\n%s printer.lab\n' "$1" > /etc/hosts
	printf '%s\n' no-resolv interface=lo bind-interfaces "${@:2}" > /etc/dnsmasq.d/test.conf
	rm -f /var/lib/misc/dnsmasq.leases /var/log/dnsmasq.log
	restorecon -F /etc/hosts /etc/dnsmasq.d/test.conf
	systemctl start dnsmasq
}

trap 'systemctl stop dnsmasq; ip link del lan0 2> /dev/null || :' EXIT

begin 192.0.2.1
answers udp .192.0.2.1
answers tcp .192.0.2.1
sed -i 's/192.0.2.1/192.0.2.2/' /etc/hosts
restorecon -F /etc/hosts
systemctl reload dnsmasq
soon answers udp .192.0.2.2
[ "$(cat /run/dnsmasq/dnsmasq.pid)" = "$(systemctl show -P MainPID dnsmasq)" ]

if [ "$1" = features ]; then
	ip link del lan0 2> /dev/null || :
	ip netns add guest 2> /dev/null || :
	ip link add lan0 type veth peer name eth0 netns guest
	ip address add 192.0.2.1/24 dev lan0
	ip link set lan0 up
	ip -n guest link set eth0 up
	begin 192.0.2.1 interface=lan0 dhcp-range=192.0.2.100,192.0.2.200,1h log-facility=/var/log/dnsmasq.log log-dhcp
	ip netns exec guest busybox udhcpc -i eth0 -n -q -t 5 -s /bin/true 2> /dev/null
	soon grep -q ' 192\.0\.2\.1[0-9][0-9] ' /var/lib/misc/dnsmasq.leases
	soon grep -q DHCPACK /var/log/dnsmasq.log
fi

systemctl stop dnsmasq
! pgrep dnsmasq
