// What a service is to read alone, and asks to write: its settings, its programs.

import type { AccessRecord } from '@peercon/records';
import { isWriting } from './own-type.ts';
import { labelFolder, labelLastingly, pathOf } from './path.ts';
import type { Remedy } from './remedy.ts';

const READ_ALONE = /^(.+?)_(?:config|etc|conf|content|exec|unit_file)_t$/;

/** Types beside them for what the service writes: of Fedora's policy and of the reference policy. */
const TO_WRITE: Record<string, string> = {
	httpd_config_t: 'httpd_sys_rw_content_t',
	named_conf_t: 'named_cache_t',
	NetworkManager_etc_t: 'NetworkManager_etc_rw_t',
	cupsd_etc_t: 'cupsd_rw_etc_t',
	virt_etc_t: 'virt_etc_rw_t',
	openvpn_etc_t: 'openvpn_etc_rw_t',
	pppd_etc_t: 'pppd_etc_rw_t',
	tuned_etc_t: 'tuned_rw_etc_t',
	bluetooth_conf_t: 'bluetooth_conf_rw_t',
	mysqld_etc_t: 'mysqld_db_t',
	postgresql_etc_t: 'postgresql_db_t',
	slapd_etc_t: 'slapd_db_t',
	squid_conf_t: 'squid_cache_t',
	dovecot_etc_t: 'dovecot_var_lib_t',
	postfix_etc_t: 'postfix_data_t',
	asterisk_etc_t: 'asterisk_var_lib_t',
	dnsmasq_etc_t: 'dnsmasq_lease_t',
	samba_etc_t: 'samba_var_t',
	ntp_conf_t: 'ntp_drift_t',
};

/** Whether a file's type is that of settings or programs of the domain's own service. */
export function isOfService(subject: string, name: string): boolean {
	const stem = (text: string) => text.replace(/d$/, '');
	const [own, of] = [subject.replace(/_t$/, ''), name];
	if (of === 'samba') return /^(?:smb|nmb|winbind)d?/.test(own);
	return stem(own) === stem(of) || own.startsWith(`${of}_`) || of.startsWith(`${own}_`);
}

/** Whether it is the folder of all settings of a service, or one of those that it reads together (conf.d). */
function isAllOfThem(record: AccessRecord): boolean {
	const isFolder = record.class === 'dir';
	return isFolder && /^\/etc\/[^/]+(?:\/[^/]+\.d)?\/?$/.test(pathOf(record) ?? '');
}

/**
 * What to do before a service is let rewrite its settings or its programs.
 *
 * @returns none for other files, and for a domain that is there to write them
 */
export function writesSettings(record: AccessRecord): Remedy[] {
	const { subject, object, class: of } = record;
	const [, name] = READ_ALONE.exec(object.type) ?? [];
	if (name === undefined || !/^(?:dir|file|lnk_file|sock_file)$/.test(of)) return [];
	if (/_r[wa]_content_t$/.test(object.type)) return [];
	if (!isWriting(record)) return [];
	if (object.type.endsWith('_exec_t') && !INSTALLS.test(subject.type)) {
		return [isOfService(subject.type, name) ? PROGRAMS : OTHERS_PROGRAMS];
	}
	if (!isOfService(subject.type, name)) return [];
	const type = Object.hasOwn(TO_WRITE, object.type) ? TO_WRITE[object.type] : undefined;
	const which =
		type ??
		`a TYPE of its own for that (\`semanage fcontext -l | grep ${name}_\` lists what there is, such as those that end in _var_lib_t or _rw_t)`;
	return [
		{
			kind: 'note',
			why: `${object.type} is for what the service is only to read: whoever takes the service over could otherwise change what it does at its next start. Best let it keep what it writes in a folder of its own (${type === 'named_cache_t' ? OF_ZONES : 'mostly /var/lib/NAME, by an option of its'}).`,
		},
		{
			kind: 'command',
			why: isAllOfThem(record)
				? `Or make a folder in it, FOLDER, for what it writes, and give that alone ${which}:`
				: `Or give what it writes, and no more, ${which}:`,
			text: isAllOfThem(record)
				? labelFolder('FOLDER', type ?? 'TYPE')
				: labelLastingly(record, type ?? 'TYPE'),
		},
	];
}

/** @see bind.fc of both policies */
export const OF_ZONES =
	'secondary zones in /var/named/slaves, dynamic ones and keys in /var/named/dynamic; Debian: /var/cache/bind; by file and managed-keys-directory in named.conf';

const PROGRAMS: Remedy = {
	kind: 'note',
	why: 'It is to write its own programs: probably an update of itself. Leave that to the package manager, or keep what it may replace in another folder, of another type; a rule lets whoever takes the service over keep it.',
};

/** What installs programs. */
const INSTALLS =
	/^(?:rpm|rpm_script|dpkg|dpkg_script|apt|unconfined|unconfined_service|init|initrc|anaconda|install|portage|sysadm|gcc_config|prelink|setfiles|container_\w+|puppetagent|kernel)_t$/;

const OTHERS_PROGRAMS: Remedy = {
	kind: 'note',
	why: "A program is to be written, which no service does but what installs them: find out first what asks, and why (comm=, `ausearch` for the system call): an update of itself that is to be the package manager's, a fault, or somebody who has taken the service over. A program that opens itself to write is often only asked so by what watches it. Do not allow it: whoever may change a program that others run gets the rights of each of them.",
};

/** Whether the rule would let a service rewrite what it is to read alone. */
export function isOfSettings(record: AccessRecord): boolean {
	return writesSettings(record).length > 0;
}
