#!/bin/sh
# Sends one message over a channel of this kind, and says what both programs said and how they ended.
#
# try.sh KIND [NAME]
# try.sh stale KIND [NAME]     where a server that was killed has left what it made
# try.sh twice KIND [NAME]     where another server would have the same name
log=$(mktemp -d)

# Runs a program, and keeps what it says and how it ended: keeping NAME PROGRAM ARGS. Its output goes through
# a pipe of ours: what a domain may not write to is replaced when it is entered.
keeping() {
	name=$1
	shift
	{ "$@"; echo $? > "$log/$name.status"; } 2>&1 | cat > "$log/$name"
}

# Starts a server, and waits until it serves or has ended.
begin() {
	rm -f "$log/server" "$log/server.status"
	{ channel-server "$@" & echo $! > "$log/pid"; wait $!; echo $? > "$log/server.status"; } 2>&1 | cat > "$log/server" &
	until grep -qs ' ok$' "$log/server" || [ -e "$log/server.status" ]; do sleep 0.02; done
}

# Says how a program has ended, and what it has said.
tell() {
	echo "$1 ended with $(cat "$log/$1.status")"
	sed "s/^/$1: /" "$log/$1"
}

case $1 in stale | twice) how=$1; shift ;; esac
if [ "$how" = stale ]; then
	begin "$@"
	kill -KILL "$(cat "$log/pid")" 2> /dev/null
	wait
fi

case $1 in pipe | unix-pair | netlink-route) ;; *) begin "$@" ;; esac
if [ "$how" = twice ]; then
	keeping other timeout 10 channel-server "$@"
	tell other
fi
keeping client channel-client --timeout 10 "$@"
if [ -e "$log/pid" ]; then
	kill -TERM "$(cat "$log/pid")" 2> /dev/null
	wait
	tell server
fi
tell client
