#!/bin/sh
# A service of mcstransd's type that takes no connection from its socket: what libselinux asks it is never
# answered.
set -e

case ${1-} in
up)
	cp /usr/bin/sleep /usr/local/sbin/silent
	chcon -t setrans_exec_t /usr/local/sbin/silent
	mkdir -p /run/setrans
	restorecon /run/setrans
	cat > /run/systemd/system/silent.socket << 'end'
[Socket]
ListenStream=/run/setrans/.setrans-unix
end
	cat > /run/systemd/system/silent.service << 'end'
[Service]
ExecStart=/usr/local/sbin/silent infinity
end
	systemctl daemon-reload
	systemctl start silent.socket silent.service
	;;
down)
	systemctl stop silent.socket silent.service
	;;
*)
	echo 'usage: silent-mcstransd.sh up | down' >&2
	exit 2
	;;
esac
