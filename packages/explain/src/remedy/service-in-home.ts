// Services that are sent into a home, as by COPY of PostgreSQL to /home/NAME/x.csv: policies keep them out of all.

import type { AccessRecord } from '@peercon/records';
import { isPassed, nameOf } from '../check/situation.ts';
import { isRootsHome } from './in-home.ts';
import { ownType } from './own-type.ts';
import { pathOf } from './path.ts';
import type { Remedy } from './remedy.ts';
import { HIDE, hushed } from './rule.ts';

/**
 * Services that have nothing to do in homes, for they act for nobody's login.
 *
 * @see userdom_dontaudit_search_user_home_dirs in the modules of most, in the reference policy and Fedora's
 */
const KEPT_OUT =
	/^(?:postgresql|mysqld|mongod|redis|memcached|named|nsd|unbound|slapd|dirsrv|squid|rabbitmq|tomcat|chronyd|ntpd|dhcpd|dnsmasq|syslogd|snmpd|munin|nagios|zabbix|radiusd|collectd|prometheus\w*|elasticsearch|influxdb|couchdb|cassandra|neo4j|haproxy|varnishd|avahi|stunnel|tor|asterisk|virtlogd|virtlockd|krb5kdc|kadmind|zookeeper|keepalived|auditd|saslauthd|inetd)_t$/;

/** How who asks gets the same by a client of the service, which runs as the person. */
const BY_CLIENT: Record<string, string> = {
	postgresql_t: "psql's \\copy in place of COPY, or COPY ... TO STDOUT (FROM STDIN)",
	mysqld_t:
		'`mysql -e QUERY > FILE` in place of INTO OUTFILE, LOAD DATA LOCAL in place of LOAD DATA',
	mongod_t: 'mongoexport, mongoimport or mongodump',
	redis_t: 'redis-cli --rdb FILE',
};

const HOME = /^(?:user_home_dir|home_root)_t$/;
const IN_HOME = /^(?:user_home|admin_home)_t$/;
/** What programs keep in a home as their settings: looked for in each, and mostly done without. */
const SETTING = /(?:^|\/)\.\w[^/]*$/;

/** Whether a service uses what lies in a home, and not what was only moved from one. */
function isInHome(record: AccessRecord): boolean {
	const { object } = record;
	if (HOME.test(object.type) || isRootsHome(record)) return true;
	// A file keeps its label where it is moved: of a name alone that is as probable.
	return IN_HOME.test(object.type) && /^(?:\/(?:var\/)?home|\/root)\/./.test(pathOf(record) ?? '');
}

/** @see the element log of consoles and serial devices in libvirt's formatdomain */
export const LOG_OF_MACHINE: Remedy = {
	kind: 'note',
	why: "virtlogd writes what a machine says on its console, where the machine's definition tells it (<log file=...> and the like in the domain's XML, or the tool that has made it): another folder there, as /var/log/libvirt/qemu, or no such log; or the machine as one of qemu:///session.",
};

/** Whether a helper that somebody has started only looks at the folder that it was started in. */
function isLookFromLogin({ class: of, subject, permissions }: AccessRecord): boolean {
	return (
		of === 'dir' &&
		/^(?:unconfined|staff|sysadm|user|root)_?u?$/.test(subject.user) &&
		permissions.every((each) => /^(?:getattr|search|read|open)$/.test(each))
	);
}

const LOOK_FROM_LOGIN: Remedy = {
	kind: 'note',
	why: 'Probably harmless: by the user of its label somebody has started it from a login, in their own home, and it only looks at the folder that it was started in. No label is wrong; newer policies hide the record for many: update selinux-policy.',
};

function whatARuleOpens(type: string): string {
	if (type === 'admin_home_t')
		return "One for this record would open root's home (/root) to the service.";
	if (type === 'home_root_t')
		return 'One for this record would let it pass /home, and the home itself and what lies in it are refused next.';
	return 'One for this record would open every home to the service, and would probably not be enough, for it is mostly not to search /home either.';
}

/** Services that policies let into homes of logins, or that run what is given to them: not into root's. */
const NOT_IN_ROOTS =
	/^(?:dovecot|dovecot_\w+|exim|postfix_\w+|sendmail|zabbix_agent|nrpe|openvpn|logrotate|certmonger)_t$/;

/** Whether a service passes or lists a folder of /root, as for a certificate that was made there. */
function isFolderOfRoot({ class: of, subject, object, permissions }: AccessRecord): boolean {
	return (
		of === 'dir' &&
		object.type === 'admin_home_t' &&
		NOT_IN_ROOTS.test(subject.type) &&
		permissions.every((each) => /^(?:getattr|open|read|search)$/.test(each))
	);
}

const FOLDER_OF_ROOT: Remedy = {
	kind: 'note',
	why: "admin_home_t is root's home (/root) and what lies in it, where services have nothing to look for, whatever policies let them do in others' homes: no label is wrong, and no rule is missing. Probably its settings name a file there, as a certificate that was made there (acme.sh: --install-cert puts it elsewhere), a script or a list. Copy that to where the policy has a label for it, by cp(1): certificates below /etc/pki/tls or /etc/ssl, programs in /usr/local/bin, and tell the service. If nothing is amiss, it only fills the log.",
};

/**
 * What to do where a service is sent into a home.
 *
 * @returns none for other records; otherwise all that there is to say, with no rule
 */
export function serviceInHome(record: AccessRecord): Remedy[] {
	const { class: of, subject, object, permissions, details } = record;
	if (isFolderOfRoot(record)) return [FOLDER_OF_ROOT];
	if (!KEPT_OUT.test(subject.type) || !/^(?:file|dir|lnk_file)$/.test(of)) return [];
	// What an interpreter reads there is a script, which is to lie among programs.
	if (
		/^(?:(?:ba|da|k)?sh|python[\d.]*|perl|ruby)$/.test(details.comm ?? '') &&
		/\.(?:sh|py|pl|rb)$/.test(nameOf(record))
	)
		return [];
	// What a person's shell has opened for it (>FILE) is another matter.
	if (isPassed(record)) return [];
	if (!isInHome(record) || SETTING.test(details.path ?? details.name ?? '')) return [];
	if (permissions.some((each) => /^(?:exec|entrypoint|relabel|map$)/.test(each))) return [];
	if (isLookFromLogin(record)) return [LOOK_FROM_LOGIN, hushed(record, HIDE)];
	const type = subject.type === 'virtlogd_t' ? 'virt_log_t' : ownType(record);
	const client = BY_CLIENT[subject.type];
	const which =
		type === undefined
			? `TYPE being that of its data (\`ls -dZ\` of its folder, mostly below /var/lib: probably ${subject.type.replace(/_t$/, '_var_lib_t')})`
			: `with the type of its data, ${type}`;
	return [
		...(client === undefined
			? []
			: [
					{
						kind: 'note' as const,
						why: `If a person wants it there for themselves: let the client do it, which runs as that person and not as the service (${client}).`,
					},
				]),
		...(subject.type === 'virtlogd_t' ? [LOG_OF_MACHINE] : []),
		{
			kind: 'command',
			why: `${subject.type} is kept out of homes on purpose, as most services are (a unit may have ProtectHome=, too): no label is wrong, and no rule is missing in the policy. ${whatARuleOpens(object.type)} Let it use its own place, or a FOLDER outside of homes, ${which}:`,
			text: `semanage fcontext -a -t ${type ?? 'TYPE'} 'FOLDER(/.*)?' && restorecon -Rv FOLDER`,
		},
	];
}
