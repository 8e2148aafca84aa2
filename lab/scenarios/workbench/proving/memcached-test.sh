#!/bin/bash
# What memcached is for: started by Debian's unit with Debian's configuration, it keeps values that are
# set and gotten over TCP; then with other settings, over a UNIX socket and over UDP.
set -e

# answers ADDRESS... - waits until it does: by when the unit has started, it need not listen
answers() {
	for _ in {1..40}; do
		[[ $(ask version "$@") != VERSION* ]] || return 0
		! systemctl is-failed -q memcached || break
		sleep 0.1
	done
	return 1
}

# ask COMMAND ADDRESS... - sends it, and prints what is answered
ask() {
	printf '%s\r\nquit\r\n' "$1" | timeout 5 ncat "${@:2}" 2> /dev/null | tr -d '\r'
}

# keeps ADDRESS... - a value is kept, and counted
keeps() {
	[ "$(ask $'set fruit 0 0 5\r\napple' "$@")" = STORED ]
	[ "$(ask 'get fruit' "$@")" = $'VALUE fruit 0 5\napple\nEND' ]
	ask stats "$@" | grep -q '^STAT get_hits [1-9]'
}

# begin SETTINGS - starts it anew with more settings than Debian's
begin() {
	systemctl stop memcached
	cp /usr/share/memcached/memcached.conf.default /etc/memcached.conf
	printf '%s\n' "$1" >> /etc/memcached.conf
	systemctl start memcached
}

trap 'systemctl stop memcached' EXIT

begin ''
answers 127.0.0.1 11211
keeps 127.0.0.1 11211
keeps ::1 11211
[ "$(cat /run/memcached/memcached.pid)" = "$(systemctl show -P MainPID memcached)" ]

if [ "$1" = features ]; then
	begin '-s /run/memcached/memcached.sock'
	answers -U /run/memcached/memcached.sock
	keeps -U /run/memcached/memcached.sock

	# A datagram begins with numbers of the request and of the datagram, how many they are, and two zeros.
	begin $'-U 11211\n-c 4096'
	answers 127.0.0.1 11211
	exec {socket}<> /dev/udp/127.0.0.1/11211
	printf '\0\1\0\0\0\1\0\0version\r\n' >&$socket
	timeout 5 dd bs=1500 count=1 <&$socket 2> /dev/null | grep -aq VERSION
	exec {socket}>&-
fi

systemctl stop memcached
! pgrep memcached
