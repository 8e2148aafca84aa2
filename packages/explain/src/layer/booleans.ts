// Booleans that are known to be the answer, where no policy is at hand to be asked: audit2why(1) and
// sesearch(1) know all of a policy that is.

import type { AccessRecord } from '@peercon/records';
import { isMovedFromHome } from '../check/situation.ts';
import { BOOLEANS, OF_MANY_DOMAINS } from './boolean-table.ts';
import { isControlOfFuse, isSharedTypeOnDisk } from './file-system.ts';

/** Booleans with rules for a kind of access; one of them suffices. */
export interface KnownBoolean {
	subject: RegExp;
	class: RegExp;
	/** All permissions of a record must be of these, for a boolean with some of them helps nobody. */
	permission: RegExp;
	object: RegExp;
	names: string[];
}

/** Modules that packages bring beside the distribution's policy, by their booleans. */
const OF_PACKAGES: [names: RegExp, from: string][] = [
	[/^container_|^(?:sshd_launch|user_t_run)_containers$/, 'container-selinux'],
	[/^icinga2_/, 'icinga2-selinux'],
];

/** Says which policies have rules that booleans switch. */
export function havingRules({ names }: KnownBoolean): string {
	if (names.includes('ftp_home_dir'))
		return 'The reference policy (Debian) and those of RHEL up to 7 have rules (newer ones of Fedora and RHEL allow it without)';
	const [, from] = OF_PACKAGES.find(([known]) => names.every((name) => known.test(name))) ?? [];
	return from === undefined
		? 'Policies of Fedora and RHEL have rules'
		: `The policy that the package ${from} brings has rules`;
}

/** The value that allows: a boolean `deny_NAME` does so by being off. */
export function allowingValue(name: string): 'on' | 'off' {
	return name.startsWith('deny_') ? 'off' : 'on';
}

/**
 * Looks for a boolean that policies are known to have for an access.
 *
 * @returns the first that fits, or undefined: then a policy may still have one
 */
export function knownBoolean(record: AccessRecord): KnownBoolean | undefined {
	if (isMovedFromHome(record) || isSharedTypeOnDisk(record) || isControlOfFuse(record))
		return undefined;
	const known = booleanFor(throughHomes(typesOf(record)));
	return known !== undefined && isForSudo(known) && !isOfSudo(record) ? undefined : known;
}

/** Who may use homes may go through the folder that they lie in: userdom_search_user_home_dirs() has files_search_home(). */
function throughHomes(access: Access): Access {
	const isOnTheWay =
		access.class === 'dir' &&
		access.object === 'home_root_t' &&
		access.permissions.every((each) => /^(?:search|getattr)$/.test(each));
	return isOnTheWay ? { ...access, object: 'user_home_dir_t' } : access;
}

/** Whether a boolean is there for what sudo(8) asks in the domain of a service: contrib/zabbix.te and the like. */
function isForSudo({ names }: KnownBoolean): boolean {
	return names.some((name) => name.endsWith('_run_sudo'));
}

/** Whether it is sudo(8) that asks, or is to be started; what the service itself asks is another matter. */
function isOfSudo({ class: of, details: { comm } }: AccessRecord): boolean {
	return of === 'file' || comm === undefined || /^(?:sudo|su|unix_chkpwd)$/.test(comm);
}

/**
 * The boolean that lets a domain use files of a file system, but nothing of a record's class there: most of those for
 * NFS, CIFS and CephFS have no rules for pipes, and many have none for sockets.
 */
export function booleanForOtherFiles(record: AccessRecord): string | undefined {
	const { subject, object, class: of } = record;
	const asked = { subject: subject.type, permissions: ['getattr'], object: object.type };
	if (booleanFor({ ...asked, class: of }) !== undefined) return undefined;
	return booleanFor({ ...asked, class: 'file' })?.names[0];
}

/** What a boolean's rules have: the types of both sides, the class and the permissions. */
export interface Access {
	subject: string;
	class: string;
	permissions: string[];
	object: string;
}

/** The same of an access that is not from a record. */
export function booleanFor(access: Access): KnownBoolean | undefined {
	return BOOLEANS.find((known) => fits(known, access));
}

function typesOf({ subject, class: of, permissions, object }: AccessRecord): Access {
	return { subject: subject.type, class: of, permissions, object: object.type };
}

/**
 * Looks for a boolean that would allow an access, and with it the same to every domain, or to many: a
 * last resort, after a label and a rule.
 */
export function lastBoolean(record: AccessRecord): KnownBoolean | undefined {
	return OF_MANY_DOMAINS.find(
		(known) => fits(known, typesOf(record)) && !(isOfDaemons(known) && isOfLogin(record)),
	);
}

/** Whether a boolean's rules are for the attribute daemon (system/init.te). */
function isOfDaemons({ names }: KnownBoolean): boolean {
	return names.some((name) => name.startsWith('daemons_'));
}

/** Whether a person has started it: daemons have the role of the system. */
function isOfLogin({ subject: { role } }: AccessRecord): boolean {
	return /_r$/.test(role) && role !== 'system_r';
}

/** Whether a boolean's rules are for every domain, or for many. */
export function isOfManyDomains(name: string): boolean {
	return name === 'nis_enabled' || OF_MANY_DOMAINS.some(({ names }) => names.includes(name));
}

/** Of those, whether its rules are for all files and one daemon, such as samba_export_all_rw. */
export function isForAllFiles(name: string): boolean {
	return /_(?:export_all|full_access|manage_all|read_nonsecurity)/.test(name);
}

/**
 * Whether it lets one service bind every port, or every one that has no type of its own. Not ftpd_use_passive_mode and
 * samba_portmapper, whose services are meant to take what port is free.
 */
export function isForEveryPort(name: string): boolean {
	return /_connect_any$|_bind_any(?:_port)?$|_any_tcp_ports$|_bind_(?:all_)?unreserved_ports$/.test(
		name,
	);
}

function fits(known: KnownBoolean, { subject, class: of, permissions, object }: Access): boolean {
	return (
		known.subject.test(subject) &&
		known.class.test(of) &&
		permissions.every((permission) => known.permission.test(permission)) &&
		known.object.test(object)
	);
}
