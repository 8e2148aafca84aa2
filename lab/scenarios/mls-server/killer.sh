#!/bin/sh
# Kills workers, whichever, one after each number of connections: one that lived for less than ten seconds is
# not replaced at once. To be run at SystemHigh, which sees them all; only their own level may kill.
#
# killer.sh LOG: the super-server's log.

log=$1

for n in $(seq 20); do
	until [ "$(grep -c ^connection "$log")" -ge $((n * 400)) ]; do sleep 0.5; done
	ps -C node -o pid=,label= | sed -n /mls_server_worker_t/p | shuf -n 1 | {
		read -r pid context && runcon -l "${context#*:*:*:}" kill -KILL "$pid"
	}
done
