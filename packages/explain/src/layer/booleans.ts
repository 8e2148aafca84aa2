// Booleans that are known to be the answer, where no policy is at hand to be asked.
//
// Those of Fedora's selinux-policy (2024) and of container-selinux (2026) that people meet most. A policy
// that is at hand knows all of its own: audit2why(1) and sesearch(1) name them.

import type { AccessRecord } from '@peercon/records';

/** Booleans with rules for a kind of access; one of them suffices. */
export interface KnownBoolean {
	subject: RegExp;
	class: RegExp;
	permission: RegExp;
	object: RegExp;
	names: string[];
	/** What speaks against switching it on. */
	caution?: string;
}

/** Memory that is written and executed is what most attacks on programs need. */
const PROTECTION =
	'It is a protection against faults of the program. Ask first whether it can do without (an option, a newer release).';

const FILES = /^(?:dir|file|lnk_file|sock_file|fifo_file)$/;
const ANY = /./;
const UNRESERVED = /^(?:unreserved|ephemeral)_port_t$/;

function connects(subject: RegExp, object: RegExp, ...names: string[]): KnownBoolean {
	return { subject, class: /^tcp_socket$/, permission: /^name_connect$/, object, names };
}

/** Of logins alone: userdom_common_user_template and its like in Fedora's userdomain.if. */
function binds(of: RegExp, name: string): KnownBoolean {
	const subject = /^(?:staff|user|sysadm)_t$/;
	return { subject, class: of, permission: /^name_bind$/, object: UNRESERVED, names: [name] };
}

function uses(subject: RegExp, object: RegExp, ...names: string[]): KnownBoolean {
	return { subject, class: FILES, permission: ANY, object, names };
}

function own(subject: RegExp, permission: RegExp, ...names: string[]): KnownBoolean {
	return {
		subject,
		class: /^(?:process|memprotect)$/,
		permission,
		object: ANY,
		names,
		caution: PROTECTION,
	};
}

const HTTPD = /^httpd_t$/;
const VIRTUAL = /^(?:svirt_t|virtd_t|virtqemud_t)$/;
const SMBD = /^smbd_t$/;
const USER = /^(?:unconfined|staff|user|sysadm)_t$/;

const BOOLEANS: KnownBoolean[] = [
	connects(
		HTTPD,
		/^(?:mysqld|postgresql|mssql|oracle|mongod)_port_t$/,
		'httpd_can_network_connect_db',
		'httpd_can_network_connect',
	),
	connects(
		HTTPD,
		/^(?:http|http_cache|ftp|gopher|squid)_port_t$/,
		'httpd_can_network_relay',
		'httpd_can_network_connect',
	),
	connects(HTTPD, /^memcache_port_t$/, 'httpd_can_network_memcache', 'httpd_can_network_connect'),
	connects(HTTPD, /^redis_port_t$/, 'httpd_can_network_redis', 'httpd_can_network_connect'),
	connects(HTTPD, /^(?:smtp|pop)_port_t$/, 'httpd_can_sendmail', 'httpd_can_network_connect'),
	connects(HTTPD, /^ldap_port_t$/, 'httpd_can_connect_ldap', 'httpd_can_network_connect'),
	connects(HTTPD, ANY, 'httpd_can_network_connect'),
	connects(/^haproxy_t$/, ANY, 'haproxy_connect_any'),
	connects(/^squid_t$/, ANY, 'squid_connect_any'),
	connects(/^icinga2_t$/, ANY, 'icinga2_can_connect_all'),
	binds(/^tcp_socket$/, 'selinuxuser_tcp_server'),
	binds(/^udp_socket$/, 'selinuxuser_udp_server'),
	connects(/^varnishd_t$/, ANY, 'varnishd_connect_any'),
	connects(/^privoxy_t$/, ANY, 'privoxy_connect_any'),
	connects(/^(?:local_login|sshd|xdm|sudo)_t$/, /^http_port_t$/, 'authlogin_yubikey'),
	uses(HTTPD, /^user_home_t$/, 'httpd_read_user_content', 'httpd_enable_homedirs'),
	uses(HTTPD, /^user_home_dir_t$/, 'httpd_enable_homedirs', 'httpd_read_user_content'),
	uses(HTTPD, /^nfs_t$/, 'httpd_use_nfs'),
	uses(HTTPD, /^cifs_t$/, 'httpd_use_cifs'),
	uses(HTTPD, /^fusefs_t$/, 'httpd_use_fusefs'),
	uses(VIRTUAL, /^nfs_t$/, 'virt_use_nfs'),
	uses(VIRTUAL, /^cifs_t$/, 'virt_use_samba'),
	uses(VIRTUAL, /^fusefs_t$/, 'virt_use_fusefs'),
	uses(SMBD, /^user_home(?:_dir)?_t$/, 'samba_enable_home_dirs'),
	uses(SMBD, /^nfs_t$/, 'samba_share_nfs'),
	uses(SMBD, /^fusefs_t$/, 'samba_share_fusefs'),
	uses(/^ftpd_t$/, /^nfs_t$/, 'ftpd_use_nfs'),
	uses(/^postfix_local_t$/, /^mail_spool_t$/, 'postfix_local_write_mail_spool'),
	uses(/^logrotate_t$/, /^container_/, 'logrotate_read_inside_containers'),
	uses(/^container_t$/, /^cgroup_t$/, 'container_manage_cgroup'),
	{
		subject: /^svirt_t$/,
		class: /^chr_file$/,
		permission: ANY,
		object: /^usb_device_t$/,
		names: ['virt_use_usb'],
	},
	{
		subject: /^container_t$/,
		class: /^(?:chr|blk)_file$/,
		permission: ANY,
		object: /_device_t$/,
		names: ['container_use_devices'],
	},
	own(HTTPD, /^execmem$/, 'httpd_execmem'),
	own(HTTPD, /^setrlimit$/, 'httpd_setrlimit'),
	own(USER, /^execheap$/, 'selinuxuser_execheap'),
	own(USER, /^execstack$/, 'selinuxuser_execstack'),
	own(ANY, /^mmap_zero$/, 'mmap_low_allowed'),
	{
		subject: ANY,
		class: /^system$/,
		permission: /^module_request$/,
		object: /^kernel_t$/,
		names: ['domain_kernel_load_modules'],
	},
	{
		subject: /_t$/,
		class: /^file$/,
		permission: /^map$/,
		object: ANY,
		names: ['domain_can_mmap_files'],
	},
];

/**
 * Looks for a boolean that policies are known to have for an access.
 *
 * @returns the first that fits, or undefined: then a policy may still have one
 */
export function knownBoolean(record: AccessRecord): KnownBoolean | undefined {
	return BOOLEANS.find(
		(known) =>
			known.subject.test(record.subject.type) &&
			known.class.test(record.class) &&
			record.permissions.some((permission) => known.permission.test(permission)) &&
			known.object.test(record.object.type),
	);
}
