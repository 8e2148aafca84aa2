// The domain that a program mostly runs in, by its name: of the file contexts of both policies.

/** Those that are not named after their programs. */
const DOMAINS: Record<string, string> = {
	apache2: 'httpd',
	clamd: 'antivirus',
	clamscan: 'antivirus',
	'fail2ban-server': 'fail2ban',
	freshclam: 'antivirus',
	lighttpd: 'httpd',
	mysqld_safe: 'mysqld',
	nginx: 'httpd',
	'php-fpm': 'httpd',
	mariadbd: 'mysqld',
	opendkim: 'dkim_milter',
	postgres: 'postgresql',
	postmaster: 'postgresql',
	pdns_server: 'pdns',
	'redis-server': 'redis',
	rsyslogd: 'syslogd',
	'valkey-server': 'redis',
	sssd_be: 'sssd',
	'syslog-ng': 'syslogd',
	unbound: 'named',
	zabbix_agentd: 'zabbix_agent',
	zabbix_server: 'zabbix',
	imap: 'dovecot',
	'imap-login': 'dovecot',
	'in.tftpd': 'tftpd',
	lmtp: 'dovecot',
	'nm-openvpn': 'openvpn',
	pop3: 'dovecot',
	proftpd: 'ftpd',
	'pure-ftpd': 'ftpd',
	'qemu-kvm': 'svirt',
	'qemu-system-x86': 'svirt',
	'qemu-system-x86_64': 'svirt',
	rsyncd: 'rsync',
	systemd: 'init',
	vsftpd: 'ftpd',
};

/** Those that are. */
const SAME_NAME =
	/^(?:asterisk|chronyd|collectd|cupsd|dhcpd|dnsmasq|dovecot|exim|haproxy|httpd|keepalived|logrotate|memcached|mongod|munin|mysqld|named|nmbd|nrpe|openvpn|postgresql|prosody|radiusd|rsync|slapd|smbd|snmpd|spamd|squid|sshd|tftpd|varnishd)$/;

/**
 * The domain of a program, without `_t`.
 *
 * @param program - its name, without a folder; in brackets where it is systemd before it starts one
 * @returns undefined for a program that is not known here
 */
export function domainOfProgram(program: string): string | undefined {
	if (/^\(.*\)$/.test(program)) return 'init';
	// Threads of named(8) are isc-worker0000 and the like, those of rsyslogd(8) rs:main Q:Reg and in:imjournal; of
	// those that use librdkafka (rdk:broker1), what logs for the system is confined.
	if (program.startsWith('isc-')) return 'named';
	if (/^(?:rs:main|in:im\w+|rdk:)/.test(program)) return 'syslogd';
	if (Object.hasOwn(DOMAINS, program)) return DOMAINS[program];
	return SAME_NAME.test(program) ? program : undefined;
}
