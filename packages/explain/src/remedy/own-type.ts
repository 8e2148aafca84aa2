// The types that well-known services have for their files: what TYPE is in a command, where it is known.

import type { AccessRecord } from '@peercon/records';
import { nameOf } from '../check/situation.ts';
import { VIRTUAL_MACHINE } from '../layer/domains.ts';
import { command } from '../names.ts';
import { FILE_SERVERS } from './file-servers.ts';
import { isInHome } from './in-home.ts';
import { typeOfName } from './well-known.ts';

const WRITES =
	/^(?:write|append|create|unlink|link|rename|setattr|add_name|remove_name|rmdir|reparent)$/;
const RUNS = /^execute/;

/** By the domain: to read, and to write as well, where that is another. Of Fedora's selinux-policy. */
const OWN: [domain: RegExp, read: string, write: string][] = [
	...FILE_SERVERS.map(({ domain, read, write }): [RegExp, string, string] => [domain, read, write]),
	[/^httpd_(?:sys_script|suexec|php)_t$/, 'httpd_sys_content_t', 'httpd_sys_rw_content_t'],
	[/^(?:nmbd|winbind_rpcd)_t$/, 'samba_share_t', 'samba_share_t'],
	[/^named_t$/, 'named_zone_t', 'named_cache_t'],
	[/^mysqld_t$/, 'mysqld_db_t', 'mysqld_db_t'],
	[/^postgresql_t$/, 'postgresql_db_t', 'postgresql_db_t'],
	[/^mongod_t$/, 'mongod_var_lib_t', 'mongod_var_lib_t'],
	[/^(?:dovecot|dovecot_deliver|postfix_virtual|exim)_t$/, 'mail_spool_t', 'mail_spool_t'],
	[/^slapd_t$/, 'slapd_db_t', 'slapd_db_t'],
	[/^rabbitmq_t$/, 'rabbitmq_var_lib_t', 'rabbitmq_var_lib_t'],
	[/^fsadm_t$/, 'swapfile_t', 'swapfile_t'],
	[/^redis_t$/, 'redis_var_lib_t', 'redis_var_lib_t'],
	[/^squid_t$/, 'squid_cache_t', 'squid_cache_t'],
	[/^tomcat_t$/, 'tomcat_var_lib_t', 'tomcat_var_lib_t'],
	[/^glusterd_t$/, 'glusterd_brick_t', 'glusterd_brick_t'],
	[/^git_(?:system|script)_t$/, 'git_sys_content_t', 'git_sys_content_t'],
	[/^openvpn_t$/, 'openvpn_etc_t', 'openvpn_etc_t'],
	[/^dkim_milter_t$/, 'dkim_milter_private_key_t', 'dkim_milter_data_t'],
	[/^dhcpd_t$/, 'dhcp_etc_t', 'dhcpd_state_t'],
	[/^dnsmasq_t$/, 'dnsmasq_etc_t', 'dnsmasq_lease_t'],
	[/^cupsd_t$/, 'cupsd_etc_t', 'cupsd_rw_etc_t'],
	[/^radiusd_t$/, 'radiusd_etc_t', 'radiusd_var_lib_t'],
	[/^asterisk_t$/, 'asterisk_etc_t', 'asterisk_var_lib_t'],
	[/^tor_t$/, 'tor_etc_t', 'tor_var_lib_t'],
	[/^varnishd_t$/, 'varnishd_etc_t', 'varnishd_var_lib_t'],
	[/^sssd_t$/, 'sssd_conf_t', 'sssd_var_lib_t'],
	[/^svnserve_t$/, 'svnserve_content_t', 'svnserve_content_t'],
	[/^bacula_t$/, 'bacula_store_t', 'bacula_store_t'],
	[/^nsd_t$/, 'nsd_zone_t', 'nsd_zone_t'],
	[/^minidlna_t$/, 'minidlna_db_t', 'minidlna_db_t'],
	[/^(?:logrotate|syslogd)_t$/, 'var_log_t', 'var_log_t'],
	[/^(?:useradd|oddjob_mkhomedir)_t$/, 'home_root_t', 'home_root_t'],
	[VIRTUAL_MACHINE, 'virt_content_t', 'virt_image_t'],
	[/^virt(?:qemu|storage)?d_t$/, 'virt_content_t', 'virt_image_t'],
	[/^(?:container_runtime|kubelet)_t$/, 'container_var_lib_t', 'container_var_lib_t'],
];

/**
 * The type that a domain has for files that it uses as a record says.
 *
 * @returns undefined where that is not known
 */
export function ownType(record: AccessRecord): string | undefined {
	const { subject, object, permissions, details } = record;
	if (permissions.some((each) => RUNS.test(each))) return undefined;
	if (permissions.includes('module_load')) return 'modules_object_t';
	const name = details.path?.split('/').pop() ?? details.name ?? '';
	// systemd loads a unit from wherever it lies, if that has the type of units.
	if (subject.type === 'init_t' && isUnit(record) && !isWriting(record))
		return 'systemd_unit_file_t';
	const byName = record.class === 'file' ? typeOfName(name) : undefined;
	if (byName !== undefined && !isWriting(record)) return byName;
	// Most services may read cert_t: miscfiles_read_generic_certs of the reference policy.
	if (/\.(?:crt|cer|key|pem|p12)$/.test(name) && mayUse(record))
		return isInHome(record) ? 'home_cert_t' : 'cert_t';
	// Of all that sshd(8) reads, what lies in homes has one type, and the rest many.
	const isOfSsh = /\bauthorized_keys$|\/\.ssh\/|^\.ssh$/.test(details.path ?? details.name ?? '');
	if ((/^sshd(?:_session)?_t$/.test(subject.type) || isInHome(record)) && isOfSsh)
		return 'ssh_home_t';
	if (subject.type === 'fsadm_t' && !isSwapFile(record)) return undefined;
	if (OF_LOGS.test(subject.type) && /\.log\b/.test(name)) return 'var_log_t';
	if (isLogOfWeb(record, name)) return 'httpd_log_t';
	if (subject.type === 'dnsmasq_t' && OF_NETWORK_BOOT.test(name)) return 'tftpdir_t';
	if (writesCertificates(subject.type) && /^(?:etc|usr|default)_t$/.test(object.type))
		return 'cert_t';
	if (OF_LOGS.test(subject.type) && /^\/etc\//.test(details.path ?? ''))
		return subject.type === 'syslogd_t' ? 'syslog_conf_t' : undefined;
	const [, read, write] = OWN.find(([domain]) => domain.test(subject.type)) ?? libraryOf(record);
	// What leads to an image is labeled as the folder of images.
	const isOfMachine = VIRTUAL_MACHINE.test(subject.type);
	const isOnTheWay = isOfMachine && /^(?:dir|lnk_file)$/.test(record.class);
	const isDisk = isOfMachine && /\.(?:qcow2?|img|raw|vmdk|vdi)$/.test(name);
	if (isOnTheWay || isDisk || isDatabase(record) || isWriting(record)) return write;
	return read ?? (isSettings(record) ? 'etc_t' : undefined);
}

/** A web server may make such a log and add to it, and not write over it: apache.te. */
function isLogOfWeb({ subject, permissions }: AccessRecord, name: string): boolean {
	const isAdding = permissions.some((each) => /^(?:append|create|add_name)$/.test(each));
	return subject.type === 'httpd_t' && isAdding && /\.log\b|(?:access|error)\w*_log$/.test(name);
}

/** What a machine that boots by the network is given: dnsmasq(8) serves it by TFTP. */
const OF_NETWORK_BOOT = /^(?:l?pxelinux\.\w+|vmlinuz.*|initrd.*|.+\.(?:c32|efi|k?pxe|0))$/;

/** Whether it is the file of a unit, by its name: systemd.unit(5). */
function isUnit(record: AccessRecord): boolean {
	const isNamed = /\.(?:service|socket|timer|target|path|slice|mount|automount|swap)$/.test(
		nameOf(record),
	);
	return /^(?:lnk_)?file$/.test(record.class) && isNamed;
}

/**
 * Whether it is a service's settings by its name, as those that a vendor keeps beside his programs: most services may
 * read what is labeled as /etc (files_read_etc_files of the reference policy).
 */
function isSettings(record: AccessRecord): boolean {
	const { class: of, subject, object } = record;
	return (
		of === 'file' &&
		/^(?:default|mnt|var|var_lib)_t$/.test(object.type) &&
		!OF_NONE.test(subject.type) &&
		/\.(?:conf|cfg|cnf|ini|ya?ml|toml|properties)$/.test(nameOf(record))
	);
}

/** Whether it is a database of a program, by its name: whoever opens one writes it, too, sooner or later. */
function isDatabase({ class: of, details: { path, name = '' } }: AccessRecord): boolean {
	return of === 'file' && /\.(?:bolt|db3?|sqlite3?)(?:-(?:wal|shm|journal))?$/.test(path ?? name);
}

/** Domains whose data are NAME_var_lib_t, to read and to write. */
const OF_LIBRARY =
	/^(munin|collectd|haproxy|prosody|zabbix|snmpd|jetty|couchdb|spamd|glance|cinder|nova|neutron|keystone|fprintd|openvswitch|xdm)_t$/;

/** Where a service may keep its data, and not what it spools or makes for a while. */
function libraryOf({ subject, object }: AccessRecord): string[] {
	const [, name] = OF_LIBRARY.exec(subject.type) ?? [];
	const isOfData = /^(?:var_lib|default|mnt|usr|unlabeled)_t$/.test(object.type);
	const type = `${name}_var_lib_t`;
	return name !== undefined && isOfData ? [subject.type, type, type] : [];
}

/** Domains that are there for the logs of others. */
export const OF_LOGS = /^(?:logrotate|syslogd|logwatch|fail2ban|logadm)_t$/;

/** Domains that begin like many others, and that no file is named after. */
const OF_NONE =
	/^(?:init|initrc|systemd_tmpfiles|kernel|unconfined|staff|user|sysadm|guest|xguest|container|unlabeled)(?:_|$)/;

/** What the names of a program's types begin with: `tomcat` of tomcat_t, and `system_dbusd`, for system_u is everywhere. */
export function stemOf(type: string): string {
	const name = type.replace(/_t$/, '');
	const [stem = ''] = name.split('_');
	return /^systemd?$/.test(stem) ? name : stem;
}

/** What TYPE is in a command, where none is known, and how to find one. */
export function someType({ subject: { type: domain } }: AccessRecord): string {
	// Types of the program are named without the d of its daemon, too: setroubleshoot_var_lib_t of setroubleshootd_t.
	const stem = stemOf(domain).replace(/d$/, 'd\\?');
	const list = OF_NONE.test(domain)
		? ''
		: ` (\`semanage fcontext -l | grep ${command(`${stem}_`)}\` lists those named after it)`;
	return `a TYPE that the domain may use${list}`;
}

/** Whether a domain is to read certificates, as most may, or is one of the few that may write them. */
function mayUse(record: AccessRecord): boolean {
	return !isWriting(record) || writesCertificates(record.subject.type);
}

/** Whether a domain is there to get certificates and put them where others read them: it may write cert_t. */
export function writesCertificates(domain: string): boolean {
	return /^cert(?:monger|bot)_t$/.test(domain);
}

/** Whether a file is one to swap to, by who asks or by its name. */
export function isSwapFile({ class: of, permissions, details }: AccessRecord): boolean {
	const name = details.path?.split('/').pop() ?? details.name ?? '';
	const isNamed = /^swap(?:\.?(?:file|img)|\d*)?$|\.swap$/i.test(name);
	return (
		of === 'file' &&
		(permissions.includes('swapon') || isNamed || /^swapo(?:n|ff)$/.test(details.comm ?? ''))
	);
}

/**
 * Types that are to be read, the ones beside them that are to be written, and who is to write those: of
 * public_content_rw_t each with a boolean NAME_anon_write.
 */
const TO_WRITE: Record<string, { type: string; owners: RegExp }> = {
	httpd_sys_content_t: {
		type: 'httpd_sys_rw_content_t',
		owners: /^(?:httpd|phpfpm|nginx|lighttpd|git_script)_/,
	},
	httpd_user_content_t: {
		type: 'httpd_user_rw_content_t',
		owners: /^(?:httpd|phpfpm|nginx|lighttpd)_/,
	},
	named_zone_t: { type: 'named_cache_t', owners: /^(?:named|bind)_/ },
	public_content_t: {
		type: 'public_content_rw_t',
		owners: /^(?:httpd|smbd|ftpd|rsync|nfsd|tftpd|abrt|gssd|cvs|glusterd|rpcd|sge|git)_/,
	},
	tftpdir_t: { type: 'tftpdir_rw_t', owners: /^(?:tftpd|dnsmasq|cobblerd|in_tftpd)_/ },
};

/** Whether something is written, made or removed. */
export function isWriting({ permissions }: Pick<AccessRecord, 'permissions'>): boolean {
	return permissions.some((each) => WRITES.test(each));
}

/** The type beside an object's that may be written, where that is what a record asks. */
export function writableType(record: AccessRecord): string | undefined {
	const { subject, object } = record;
	const beside = Object.hasOwn(TO_WRITE, object.type) ? TO_WRITE[object.type] : undefined;
	return isWriting(record) && beside?.owners.test(subject.type) ? beside.type : undefined;
}
