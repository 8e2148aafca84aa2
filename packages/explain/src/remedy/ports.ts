// Which type a port is to have, for a domain that may not use it as it is.

import type { AccessRecord } from '@peercon/records';
import { isConstrainedType } from '../constraint/mcs.ts';
import { VIRTUAL_MACHINE } from '../layer/domains.ts';
import { EPHEMERAL, isPortType, typesNear } from '../layer/port-types.ts';

/** Domains whose ports have another name: both policies' rules corenet_tcp_bind_NAME_port. */
const OF_DOMAIN: Record<string, string> = {
	antivirus: 'clamd',
	chronyd: 'ntp',
	cockpit_ws: 'websm',
	cupsd: 'ipp',
	dirsrv: 'ldap',
	dnsmasq: 'dns',
	dovecot: 'pop',
	exim: 'smtp',
	glusterd: 'gluster',
	haproxy: 'http',
	icecast: 'soundd',
	ipsec: 'isakmp',
	jabberd: 'jabber_client',
	kadmind: 'kerberos_admin',
	krb5kdc: 'kerberos',
	l2tpd: 'l2tp',
	memcached: 'memcache',
	named: 'dns',
	nsd: 'dns',
	pdns: 'dns',
	postfix_master: 'smtp',
	privoxy: 'http_cache',
	puppetmaster: 'puppet',
	rabbitmq: 'amqp',
	rpcbind: 'portmap',
	sendmail: 'smtp',
	slapd: 'ldap',
	sslh: 'http',
	systemd_resolved: 'dns',
	tangd: 'http',
	tgtd: 'iscsi',
	tomcat: 'http',
};

/** What some of them bind beside that: corenet_tcp_bind_NAME_port and the like in the newest of both policies. */
const BOUND_TOO: Record<string, string[]> = {
	chronyd: ['ntske', 'ptp_event'],
	cupsd: ['howl'],
	dirsrv: ['dogtag'],
	dovecot: ['lmtp', 'mail', 'sieve', 'smtp'],
	exim: ['amavisd_send'],
	ftpd: ['ftp_data'],
	glusterd: ['gluster', 'mountd', 'nfs'],
	haproxy: ['http_cache', 'kubernetes'],
	httpd: ['http_cache', 'jboss_management', 'jboss_messaging', 'ntop', 'puppet'],
	ipsec: ['ipsecnat'],
	jabberd: ['jabber_interserver'],
	kadmind: ['kerberos_password', 'kprop'],
	mysqld: ['tram'],
	named: ['rndc'],
	nfsd: ['mountd'],
	nsd: ['nsd_control'],
	ntpd: ['ntske'],
	openvpn: ['http'],
	postfix_master: ['amavisd_send', 'spamd'],
	prosody: ['jabber_client', 'jabber_interserver'],
	rabbitmq: ['epmd', 'jabber_client', 'jabber_interserver'],
	radiusd: ['radacct', 'radsec'],
	smbd: ['epmap'],
	snmpd: ['agentx'],
	squid: ['http', 'http_cache'],
	sshd: ['vnc', 'xserver'],
	syslogd: ['syslog_tls'],
	systemd_resolved: ['howl', 'llmnr'],
	tomcat: ['bctp', 'http_cache', 'jboss_management', 'mxi'],
	tor: ['dns', 'http'],
	varnishd: ['http', 'http_cache'],
	zebra: ['bfd_control', 'bgp', 'router'],
};

/** Whether the newest policies let a domain bind ports of a type that is not the one named after it. */
export function isBoundToo({ subject, object, permissions }: AccessRecord): boolean {
	return permissions.includes('name_bind') && mayBind(subject.type.replace(/_t$/, ''), object.type);
}

/** The same of a domain, without `_t`, and a type of ports. */
export function mayBind(domain: string, type: string): boolean {
	const names = Object.hasOwn(BOUND_TOO, domain) ? (BOUND_TOO[domain] ?? []) : [];
	return names.some((name) => type === `${name}_port_t`);
}

/** Services that speak one protocol alone: Fedora's policy lets their domains bind ports of their type by no other. */
const BY_ONE: Record<string, RegExp> = {
	tcp_socket:
		/^(?:antivirus|apcupsd|auditd|bacula|certmaster|cobblerd|couchdb|cvs|distccd|dovecot|exim|fingerd|ftpd|hddtemp|icecast|innd|keystone|kpropd|mongod|mpd|munin|mysqld|neutron|nrpe|postfix_master|postgresql|postgrey|privoxy|prosody|puppetmaster|rabbitmq|redis|rlogind|rshd|rsync|sendmail|slapd|smbd|spamd|sshd|sslh|stunnel|swift|tangd|telnetd|tgtd|tor|varnishd|zabbix(?:_agent)?|zebra)$/,
	udp_socket: /^(?:chronyd|collectd|conntrackd|l2tpd|nmbd|ntpd|tftpd)$/,
};

/** Whether a domain's service does not speak the protocol of a record, so that a port is none that it serves at. */
function isOfOtherProtocol(domain: string, of: string): boolean {
	return Object.entries(BY_ONE).some(([own, domains]) => own !== of && domains.test(domain));
}

/** What serves SSH connects for who logs in. */
const SSH_SERVER = /^sshd(?:_session|_net)?_t$/;

/** Clients of one protocol. */
const SPEAKS: Record<string, string> = {
	fetchmail_t: 'pop_port_t',
	mysqld_t: 'mysqld_port_t',
	nslcd_t: 'ldap_port_t',
	postfix_smtp_t: 'smtp_port_t',
	sendmail_t: 'smtp_port_t',
	system_mail_t: 'smtp_port_t',
	exim_t: 'smtp_port_t',
	syslogd_t: 'syslogd_port_t',
	systemd_socket_proxyd_t: 'systemd_socket_proxyd_port_t',
};

/** The type of the ports that a domain connects to, where it speaks one protocol alone. */
export function portTypeOfClient(domain: string): string | undefined {
	return Object.hasOwn(SPEAKS, domain) ? SPEAKS[domain] : undefined;
}

/**
 * The type of the ports that a domain's service has.
 *
 * @returns a type that one of the two policies has, or undefined where the domain does not tell it
 */
export function portTypeOf({
	class: of,
	permissions,
	subject,
	details,
}: AccessRecord): string | undefined {
	if (!permissions.includes('name_bind')) {
		// What a client speaks it may speak with many domains.
		const isClient = /ssh/.test(details.comm ?? '') && !SSH_SERVER.test(subject.type);
		return isClient ? 'ssh_port_t' : portTypeOfClient(subject.type);
	}
	const domain = subject.type.replace(/_t$/, '');
	return isOfOtherProtocol(domain, of) ? undefined : portTypeOfDomain(domain);
}

/**
 * The type of the ports that a domain's service binds.
 *
 * @param domain - its name without `_t`
 * @returns a type that one of the two policies has, or undefined where the domain does not tell it
 */
export function portTypeOfDomain(domain: string): string | undefined {
	const known = Object.hasOwn(OF_DOMAIN, domain) ? OF_DOMAIN[domain] : undefined;
	const name = [known, domain, domain.replace(/d$/, '')].find(
		(each) => each !== undefined && isPortType(each),
	);
	return name === undefined ? undefined : `${name}_port_t`;
}

/** Whether the domain or the ports next to it tell which type a port is to have. */
export function namesPortType(record: AccessRecord): boolean {
	const { dest, src = dest } = record.details;
	const isOfPort = /^name_(?:bind|connect)$/.test(record.permissions[0] ?? '');
	if (!isOfPort || withoutMapping(record) !== undefined) return false;
	return portTypeOf(record) !== undefined || typesNear(Number(src)).length > 0;
}

/** The range of bindresvport(3) and rresvport(3), which prove to a server that the client is root's. */
const RESERVED_FOR_CLIENTS = [512, 1023] as const;

/** Whether a port is of that range. */
export function isReservedForClients(port: number): boolean {
	const [low, high] = RESERVED_FOR_CLIENTS;
	return port >= low && port <= high;
}

/** Who asks others by RPC or rcmd, or for the names that NIS has. */
const RESERVED_CLIENTS =
	/^(?:automount|amanda|rlogind|rshd|rsh|nscd|sssd|local_login|remote_login|useradd|passwd|chkpwd|fsadm|quota|crond)_t$/;

/** Whether a program has probably taken a reserved port at random, to ask from. */
function isOfReservedClient({ class: of, subject, details }: AccessRecord): boolean {
	const port = Number(details.src);
	const domain = subject.type.replace(/_t$/, '');
	if (!isReservedForClients(port) || isServedAt(domain, port)) return false;
	// By UDP few services of one's own have such a port.
	const isNobodys = of === 'udp_socket' && portTypeOfDomain(domain) === undefined;
	return isNobodys || RESERVED_CLIENTS.test(subject.type);
}

/** rlogind and rshd serve at 513 and 514: services(5). */
function isServedAt(domain: string, port: number): boolean {
	return /^(?:rlogind|rshd|remote_login)$/.test(domain) && /^51[234]$/.test(`${port}`);
}

/** Whether a service binds one port of its choice that nobody has, and policies have a type for the ports it binds. */
export function mayHaveOwnPort(record: AccessRecord): boolean {
	const { object, details } = record;
	if (!bindsOfItsOwn(record) || !GENERIC_PORT.test(object.type)) return false;
	return Number(details.src ?? Number.NaN) < EPHEMERAL.from;
}

/** Whether a service binds a port that is by chance, above the well-known ones, of another service's type. */
export function isOfOtherService(record: AccessRecord): boolean {
	const { object, details } = record;
	return bindsOfItsOwn(record) && !GENERIC_PORT.test(object.type) && Number(details.src) >= 1024;
}

/** Whether a port is bound that is to be given a type, and the domain tells which. */
function bindsOfItsOwn(record: AccessRecord): boolean {
	if (!record.permissions.includes('name_bind')) return false;
	return withoutMapping(record) === undefined && portTypeOf(record) !== undefined;
}

/** The types of ports that have none of their own. */
export const GENERIC_PORT =
	/^(?:port|reserved_port|hi_reserved_port|unreserved_port|ephemeral_port)_t$/;

/**
 * Which ports have such a type, where no other was given: the reference policy has one for all from 1024 on, and
 * Fedora's another for those that programs choose from.
 *
 * @see the end of kernel/corenetwork.te.in of both; ephemeral_port_t ended at 61000 in older ones
 */
export function portsOf(type: string): string {
	switch (type) {
		case 'reserved_port_t':
			return 'every port below 512 (in old policies below 1024)';
		case 'hi_reserved_port_t':
			return 'every port from 512 to 1023';
		case 'ephemeral_port_t':
			return 'every port from 32768 to 60999';
		case 'unreserved_port_t':
			return 'every port from 1024 on (but for 32768 to 60999 where the policy has ephemeral_port_t)';
		case 'port_t':
			return 'every port from 1024 on, in old policies (newer ones have unreserved_port_t for those),';
		default:
			return 'every port';
	}
}

/** Programs that take whatever port is free; a mapping for one of them is none for the next. */
const LOGINS = /^(?:staff|user|guest|xguest|sysadm)_t$/;
const BROWSERS =
	/^(?:mozilla|mozilla_plugin|chrome_sandbox|thunderbird|user_wine|staff_wine|wine)_t$/;
const RESOLVERS = /^(?:named|pdns|dnsmasq|systemd_resolved|unbound)_t$/;
/** Telephony and relays. */
const MEDIA = /^(?:asterisk|freeswitch|rtpengine|rtpproxy|kamailio|coturn|turnserver|jvb|janus)_t$/;

/** @see af_inet_bind_to_port_lt_ceiling in rpc/rpc-transport/socket/src/name.c of GlusterFS */
function isOfGluster({ subject, details: { comm = '', src } }: AccessRecord): boolean {
	const isGluster = subject.type === 'glusterd_t' || /^gl(?:fs_|usterfs)/.test(comm);
	return isGluster && Number(src) > 32_000 && Number(src) < EPHEMERAL.from;
}

/** RPC's services, which take any free port unless they are told one. */
export const RPC = /^(?:rpcbind|rpcd|nfsd|ypbind|ypserv|yppasswdd|mount|gssd)_t$/;

/**
 * Why no port is to be given a type that a domain takes at random.
 *
 * @param domain - the type of who binds it
 * @param protocol - tcp, udp or sctp
 * @param port - its number
 * @returns what to do instead, or undefined for services that ask for a port of their own
 */
export function atRandom(domain: string, protocol: string, port: number): string | undefined {
	if (protocol !== 'udp' || !(port >= 1024)) return undefined;
	if (RESOLVERS.test(domain)) {
		return 'Probably no type for this port: a resolver asks from ports that it chooses at random. Policies let one bind nearly every UDP port from 1024 on, whatever its type (since 2008): update selinux-policy. A name server that is to answer there: dns_port_t.';
	}
	if (MEDIA.test(domain)) {
		return 'Probably no type for this one port: sound, pictures and what a relay passes on (RTP, TURN) take a port out of a range, another one for each call. A newer policy may let it bind all of them: update selinux-policy. Otherwise label the range that its settings name (of Asterisk rtpstart and rtpend in rtp.conf, of coturn min-port and max-port), with the type of its ports: semanage port -a -t TYPE -p udp LOW-HIGH.';
	}
	if (isOfOtherProtocol(domain.replace(/_t$/, ''), 'udp_socket')) {
		return 'Probably no type for this port: what the service serves it serves by TCP, and policies let it bind a type of its own by that alone. By UDP it mostly asks others, of whom a library of its chooses the port: for NIS the boolean nis_enabled lets it, for RADIUS (pam_radius(8)) what logs people in has authlogin_radius (Fedora, RHEL).';
	}
	return undefined;
}

/** Whether sshd(8) itself connects, and no helper of an administrator's. */
function isOfForwarding({
	subject,
	permissions,
	details: { comm = 'sshd' },
}: AccessRecord): boolean {
	return (
		SSH_SERVER.test(subject.type) && permissions.includes('name_connect') && comm.startsWith('sshd')
	);
}

const FORWARDS =
	'Probably no type for this port: sshd connects for somebody who has logged in and forwards ports (ssh -L, -D or -J, the remote mode of an editor), to whatever port that one names. Policies are to let it: update selinux-policy first, and until then take the rule (for the other ports, too: unreserved_port_t, ephemeral_port_t). If nobody is to forward: AllowTcpForwarding no in sshd_config(5).';

/**
 * Why no port of a domain is to be given a type.
 *
 * @returns what to do instead, or undefined where a mapping is the answer
 */
export function withoutMapping(record: AccessRecord): string | undefined {
	const { class: of, subject, details, permissions } = record;
	const { type } = subject;
	if (VIRTUAL_MACHINE.test(type)) {
		return 'Give this port no type of its own: what a guest of a virtual machine speaks goes through its network device. If it is the machine itself (user networking, migration, a console), change that in its domain.';
	}
	if (isConstrainedType(type) || /^container_(?!runtime_|engine_)\w*t$|^spc_t$/.test(type)) {
		if (type.endsWith('.process')) {
			return 'Give this port no type of its own: make the policy of the container anew by udica(8), from a container that has the port published, or add the rule to it.';
		}
		const since = of === 'sctp_socket' ? ', for SCTP 2.128 or newer' : '';
		return `Give this port no type of its own: container_t may use all ports or none. If it may not, the policy is older than what it is asked: update container-selinux${since}.`;
	}
	if (LOGINS.test(type) || BROWSERS.test(type)) {
		return "Give this port no type of its own: which ports programs of a login take, no policy can foresee. What lets them serve at all is mostly the boolean selinuxuser_tcp_server (for UDP selinuxuser_udp_server; in the reference policy user_tcp_server and user_udp_server), for ports from 1024 on. (A daemon of the system that somebody has started by hand runs in the login's domain: start it by its unit, or with OpenRC by run_init(8).)";
	}
	if (!permissions.includes('name_bind')) return isOfForwarding(record) ? FORWARDS : undefined;
	const random = atRandom(type, of.replace(/_socket$/, ''), Number(details.src));
	if (random !== undefined) return random;
	if (isOfGluster(record)) {
		return 'Probably no type for this port: before it connects, GlusterFS binds a port of its own to connect from, the next below 32768 that is free, another one each time. Policies let its domain bind every port that has no type of its own (since 2023 the reference policy, too): update selinux-policy.';
	}
	if (type === 'glusterd_t' && Number(details.src) > EPHEMERAL.to) {
		return 'Probably no type for this port: glusterd chooses one for each brick, from 49152 up to what max-port of glusterd.vol says, another one the next time. Let that end where ip_local_port_range does (`option max-port 60999`), up to which nothing is asked; or take the rule.';
	}
	if (/^(?:antivirus|clamd)_t$/.test(type) && of === 'tcp_socket') {
		return 'Probably no type for this one port: for each STREAM of a client clamd takes another one, from StreamMinPort to StreamMaxPort of clamd.conf (1024 to 2048). Newer policies let it bind every port from 1024 on that has no type of its own: update selinux-policy. Otherwise use a client that asks with INSTREAM, which takes none, or narrow the range and label that: semanage port -a -t clamd_port_t -p tcp LOW-HIGH.';
	}
	if (RPC.test(type)) {
		return 'Probably no type for this port: RPC takes what port is free, another one the next time.';
	}
	if (isOfReservedClient(record)) {
		return 'Probably no type for this port: a client of RPC, NIS or rcmd takes what reserved port is free, another one the next time (bindresvport(3)). If this host uses NIS, it is mostly the boolean for that: `setsebool -P nis_enabled on` (older policies: allow_ypbind).';
	}
	if (Number(details.src) >= 61_000) {
		return 'Probably no type for this port: programs that choose a port at random choose such, another one the next time. (Above ip_local_port_range, which ends at 60999 by default, they are asked about.)';
	}
	return undefined;
}
