// The domain that a program mostly runs in, by its name: of the file contexts of both policies.

/** Those that are not named after their programs. */
const DOMAINS: Record<string, string> = {
	apache2: 'httpd',
	lighttpd: 'httpd',
	nginx: 'httpd',
	'php-fpm': 'httpd',
	mariadbd: 'mysqld',
	postgres: 'postgresql',
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
	'qemu-kvm': 'svirt',
	'qemu-system-x86_64': 'svirt',
	systemd: 'init',
	vsftpd: 'ftpd',
};

/** Those that are. */
const SAME_NAME =
	/^(?:chronyd|cupsd|dovecot|haproxy|httpd|keepalived|logrotate|mysqld|named|openvpn|radiusd|rsync|slapd|smbd|squid|sshd|tftpd)$/;

/**
 * The domain of a program, without `_t`.
 *
 * @param program - its name, without a folder; in brackets where it is systemd before it starts one
 * @returns undefined for a program that is not known here
 */
export function domainOfProgram(program: string): string | undefined {
	if (/^\(.*\)$/.test(program)) return 'init';
	// Threads of named(8) are isc-worker0000 and the like.
	if (program.startsWith('isc-')) return 'named';
	if (Object.hasOwn(DOMAINS, program)) return DOMAINS[program];
	return SAME_NAME.test(program) ? program : undefined;
}
