// Types of folders whose contents have mostly types of their own: what has one was made by somebody whom the
// policy does not expect there, or its module is missing. And the places where such a type is the right one.

import type { AccessRecord } from '@peercon/records';
import { fileServerOf } from './file-servers.ts';
import { ownFolderOfLogs, typeOfLogs } from './log-folder.ts';
import { ownType, someType } from './own-type.ts';
import {
	howToFind,
	isNotThereYet,
	labelFolder,
	labelLastingly,
	pathOf,
	restorecon,
} from './path.ts';
import type { Remedy } from './remedy.ts';
import { isShell } from './shell.ts';

/** The folders themselves, as the reference policy labels them: kernel/files.fc, system/logging.fc, system/miscfiles.fc. */
const FOLDERS: Record<string, string[]> = {
	var_t: ['/var', '/var/cache', '/srv'],
	var_lib_t: ['/var/lib'],
	var_spool_t: ['/var/spool'],
	var_log_t: ['/var/log'],
	var_lock_t: ['/var/lock', '/run/lock'],
	var_run_t: ['/var/run', '/run'],
	tmp_t: ['/tmp', '/var/tmp'],
	mnt_t: ['/mnt', '/media'],
	home_root_t: ['/home'],
	cert_t: ['/etc/pki', '/etc/ssl', '/etc/pki/tls', '/etc/ssl/certs', '/etc/ssl/private'],
	admin_home_t: ['/root'],
	bin_t: [
		'/bin',
		'/sbin',
		'/usr/bin',
		'/usr/sbin',
		'/usr/local/bin',
		'/usr/local/sbin',
		'/usr/libexec',
	],
	boot_t: ['/boot'],
	device_t: ['/dev'],
	etc_t: ['/etc'],
	lib_t: ['/lib', '/usr/lib', '/lib64', '/usr/lib64'],
	system_db_t: ['/var/db'],
	root_t: ['/'],
};

/** Types that all below a folder has for which nothing else is told. */
const BELOW: Record<string, RegExp> = {
	etc_t: /^\/etc(?:\/|$)/,
	usr_t: /^\/(?:usr|opt)(?:\/|$)/,
	etc_runtime_t: /^\/etc\//,
	cert_t: /^\/etc\/(?:pki|ssl)(?:\/|$)/,
	lib_t: /^\/(?:usr\/)?lib(?:32|64)?(?:\/|$)/,
};

/**
 * Whether a file has the type that its place has, as etc_t below /etc and var_log_t for /var/log.
 *
 * @returns false also where the record does not tell the place
 */
export function isAtItsPlace(record: AccessRecord): boolean {
	const { class: of, object, details } = record;
	if (isNotThereYet(record)) return false;
	if (isHome(record) || isShell(record)) return true;
	const folders = Object.hasOwn(FOLDERS, object.type) ? (FOLDERS[object.type] ?? []) : [];
	const path = pathOf(record)?.replace(/(?<=.)\/+$/, '');
	if (path !== undefined) {
		const below = Object.hasOwn(BELOW, object.type) ? BELOW[object.type] : undefined;
		const isFolderOfDevices =
			of === 'dir' && object.type === 'device_t' && path.startsWith('/dev/');
		return folders.includes(path) || isFolderOfDevices || (below?.test(path) ?? false);
	}
	const { name, dev = '' } = details;
	if (!/^(?:dir|lnk_file)$/.test(of) || name === undefined) return false;
	// The root of what is mounted there is called `/`, too: a disk for /var has var_t.
	if (name === '/')
		return dev === 'tmpfs'
			? /^(?:tmp|(?:var_)?run|var(?:_log|_lib|_spool|_cache)?|home_root)_t$/.test(object.type)
			: folders.length > 0;
	return folders.some((folder) => folder !== '/' && folder.endsWith(`/${name}`));
}

/** user_home_dir_t is of homes themselves, by the accounts there are; what they have in them is user_home_t. */
function isHome(record: AccessRecord): boolean {
	if (record.class !== 'dir' || record.object.type !== 'user_home_dir_t') return false;
	const path = pathOf(record);
	return path === undefined
		? record.details.name !== undefined
		: /^\/(?:var\/)?home\/[^/]+\/?$/.test(path);
}

/** @see the files .fc of apache, ftp, rsync, gitosis and swift in Fedora's policy */
export const KNOWN_BELOW_SRV =
	/^\/srv\/(?:(?:[^/]+\/)?(?:www|ftp|rsync)|gallery2|node|lib)(?:\/|$)/;

/** What journald and syslog write for all: its type is right, and no service's. */
function isLogOfSystem(path: string): boolean {
	return /^\/var\/log\/(?:journal(?:\/|$)|(?:messages|secure|maillog|mail\.log|cron|syslog|auth\.log|kern\.log|boot\.log)(?:[.-][\w.-]*)?$)/.test(
		path,
	);
}

const PARENTS = /^var(?:_(?:spool|log|lib|lock|run))?_t$/;

/** Where such things lie, and what is known of some: the last part of a path, its type, and whose module has it. */
const KNOWN: Record<string, [type: string, module: string]> = {
	mail: [
		'mail_spool_t',
		'mta (for useradd alone, CREATE_MAIL_SPOOL=no in /etc/default/useradd does without)',
	],
	cron: ['cron_spool_t', 'cron'],
	cups: ['print_spool_t', 'cups'],
	postfix: ['postfix_spool_t', 'postfix'],
	httpd: ['httpd_log_t', 'apache'],
	nginx: ['httpd_log_t', 'apache'],
	audit: ['auditd_log_t', 'logging'],
};

/** Where a domain's own files are to be: its logs have a type beside that one. */
function typeThere(record: AccessRecord): string | undefined {
	if (record.object.type === 'var_log_t') return typeOfLogs(record.subject.type);
	// useradd(8) makes a mailbox for each login, in a folder that is not there by its own label.
	if (record.object.type === 'var_spool_t' && record.subject.type === 'useradd_t')
		return 'mail_spool_t';
	const name = (pathOf(record) ?? record.details.name ?? '').split('/').pop() ?? '';
	const isOfLogs = record.object.type === 'var_t' && /^logs?$/.test(name);
	return ownType(record) ?? (isOfLogs ? 'var_log_t' : undefined);
}

/** Whether the path is named after the domain, as /var/log/named: then its module mostly knows it. */
function isNamedAfterDomain(record: AccessRecord): boolean {
	const [stem = ''] = record.subject.type.replace(/_t$/, '').split('_');
	const where = pathOf(record) ?? record.details.name ?? '';
	return stem.length > 2 && where.includes(stem.replace(/d$/, ''));
}

/** Of logs the folder is told, for they are made anew when they are rotated; of mail what holds all mailboxes. */
function tellFolder(record: AccessRecord, type: string): string {
	const path = pathOf(record) ?? '';
	const [, mail] = /^(\/var\/\w*(?:mail|mbox|imap)\w*)\/./.exec(path) ?? [];
	if (type === 'mail_spool_t' && mail !== undefined && mail !== '/var/mail')
		return labelFolder(mail, type);
	const folder = ownFolderOfLogs(path);
	const isLog = record.class === 'file' && record.object.type === 'var_log_t';
	return isLog && folder !== undefined ? labelFolder(folder, type) : labelLastingly(record, type);
}

/** What a server of files serves lies where somebody has chosen, and no module knows that. */
function isOfServer({ subject }: AccessRecord): boolean {
	return fileServerOf(subject.type) !== undefined;
}

/** Whether what is made lies in that folder itself, by the paths of the event. */
function isInItself({ event }: AccessRecord, folder: string): boolean {
	return (event?.paths ?? []).some(({ name }) => {
		const rest = name.startsWith(`${folder}/`) ? name.slice(folder.length + 1) : undefined;
		return name === folder || (rest !== undefined && !rest.includes('/'));
	});
}

/**
 * What to do where something has the type of such a folder.
 *
 * @returns none for other types, and for the folder itself, whose label is right
 */
export function underParent(record: AccessRecord): Remedy[] {
	const { object, class: of, details } = record;
	if (!PARENTS.test(object.type) || !/^(?:dir|file|lnk_file)$/.test(of)) return [];
	if (isAtItsPlace(record)) return [];
	// In /run services make their folders themselves, at each start.
	if (object.type === 'var_run_t' && isNotThereYet(record)) return [];
	const [folder = ''] = FOLDERS[object.type] ?? [];
	if (isNotThereYet(record) && isInItself(record, folder)) return [];
	const name = (pathOf(record) ?? details.name ?? '').split('/').pop() ?? '';
	const [type, module] =
		of === 'dir' && Object.hasOwn(KNOWN, name) ? (KNOWN[name] ?? []) : [typeThere(record)];
	const path = pathOf(record) ?? '';
	if (isLogOfSystem(path)) return [];
	const below = /^(\/(?:srv|data|export)\/[^/]+)\//.exec(path)?.[1];
	if (object.type === 'var_t' && below !== undefined && !KNOWN_BELOW_SRV.test(path))
		return [
			{
				kind: 'command',
				why: `Below /srv policies have var_t for all that they do not know, so restorecon changes nothing: tell all that the service keeps there ${type ?? someType(record)}:`,
				text: labelFolder(below, type ?? 'TYPE'),
			},
		];
	const isOf = module === undefined ? '' : ` ${name} is probably ${type}, of the module ${module}.`;
	const what = isNotThereYet(record) ? 'Its folder, FOLDER, has' : 'It has';
	const toRestore: Remedy = {
		kind: 'command',
		why: `${what} the type of ${folder} itself${object.type === 'var_t' ? ' (and of all below /srv that has no other: there is none to restore)' : ''}: what lies in that is mostly to have a type of its own, by the module of whose it is.${isOf} See what the policy has for its path${howToFind(record)}, and give it that:`,
		text: restorecon(record),
	};
	const never = isNotThereYet(record) ? `, never for ${folder} itself` : '';
	const brings =
		module === undefined ? 'selinux-policy, or what the program brings' : 'selinux-policy';
	const toTell: Remedy = {
		kind: 'command',
		why: isOfServer(record)
			? `If the policy says ${object.type}, too, or the type of another server (httpd_sys_content_t for /var/www), tell it ${type ?? someType(record)}${never}:`
			: `If the policy says ${object.type}, too, the module is missing, or does not know the place. Install it (${brings}), or tell it ${type ?? someType(record)}${never}:`,
		text: tellFolder(record, type ?? 'TYPE'),
	};
	// All below /var/log that no module knows is var_log_t by default: then restorecon changes nothing.
	return object.type === 'var_log_t' && module === undefined && !isNamedAfterDomain(record)
		? [
				{
					...toTell,
					why: `${what} the type of ${folder} itself, which is also what the policy has by default for all in it: probably the module of whose it is is missing, or does not know the place. Install it (${brings}), and restorecon${howToFind(record)}; or tell the policy ${type ?? someType(record)}${never}:`,
				},
			]
		: [toRestore, toTell];
}
