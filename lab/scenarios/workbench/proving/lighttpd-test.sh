#!/bin/sh
# What lighttpd is for, with the loadable modules that its policy module speaks of: a page is served, an old
# address leads to it, what is denied is denied, and all of it is logged.
set -e

# status PATH - with which a page is answered
status() {
	curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1$1"
}

# serves - waits until it does: by when the unit has started, it need not listen
serves() {
	for _ in $(seq 40); do
		[ "$(status /)" != 200 ] || return 0
		! systemctl is-failed -q lighttpd || break
		sleep 0.1
	done
	return 1
}

# settle - Debian's configuration asks programs for two things. What they say is written down, once.
settle() {
	systemctl stop lighttpd
	/usr/share/lighttpd/create-mime.conf.pl > /etc/lighttpd/generated.conf
	/usr/share/lighttpd/use-ipv6.pl 80 >> /etc/lighttpd/generated.conf
	sed -i '/^include_shell .*mime/s/.*/include "generated.conf"/; /^include_shell/d' /etc/lighttpd/lighttpd.conf
	echo 'url.rewrite-once = ( "^/old$" => "/index.html" )' > /etc/lighttpd/conf-available/90-site.conf
	lighty-enable-mod rewrite accesslog site
	echo '<h1>A page</h1>' > /var/www/html/index.html
	echo 'not for visitors' > /var/www/html/notes.inc
	systemd-tmpfiles --create lighttpd.conf
	restorecon -RF /etc/lighttpd /run/lighttpd /var/log/lighttpd /var/www
}

[ -e /etc/lighttpd/generated.conf ] || settle > /dev/null 2>&1
trap 'systemctl stop lighttpd' EXIT
systemctl stop lighttpd
rm -f /var/log/lighttpd/*

systemctl start lighttpd
serves
[ "$(curl -s http://127.0.0.1/)" = '<h1>A page</h1>' ]
[ "$(curl -s -g 'http://[::1]/old')" = '<h1>A page</h1>' ]
[ "$(status /notes.inc)" = 403 ]
[ "$(cat /run/lighttpd.pid)" = "$(systemctl show -P MainPID lighttpd)" ]

systemctl stop lighttpd
grep -q '"GET /old HTTP/1.1" 200' /var/log/lighttpd/access.log
grep -q '"GET /notes.inc HTTP/1.1" 403' /var/log/lighttpd/access.log
grep -q 'server started' /var/log/lighttpd/error.log
