// The path of a record's file, as far as a command on the host may have it.

import type { AccessRecord } from '@peercon/records';
import { wholePath } from '../check/situation.ts';
import { command, operand } from '../names.ts';
import { hasPathOfContainer } from './container.ts';

/** The path of the folder that holds another, such as `/etc`; empty for what is in `/`. */
export function folderOf(path: string): string {
	return path.replace(/\/[^/]*$/, '');
}

/** The whole path, where the record has it: `name` is its last part alone. */
export function pathOf(record: AccessRecord): string | undefined {
	if (hasPathOfContainer(record)) return undefined;
	const path = wholePath(record)
		?.replace(/ \(deleted\)$/, '')
		// systemd starts services below a mount of everything there, in a namespace of their own.
		.replace(/^\/run\/systemd\/unit-root(?=\/)/, '');
	return path?.startsWith('/') && !/^\/(?:proc\/|memfd:)/.test(path) ? path : undefined;
}

/**
 * Whether a record is of a file that was to be made, or of its folder by its name alone: the label is the
 * folder's, and so that is what is to be labeled.
 */
export function isNotThereYet({ class: of, permissions, details }: AccessRecord): boolean {
	if (permissions.includes('create')) {
		return /^(?:dir|file|lnk_file|sock_file|fifo_file)$/.test(of);
	}
	// The name is the one to be added, and the record has none of the folder.
	const isOfEntry = of === 'dir' && permissions.some((each) => /^(?:add|remove)_name$/.test(each));
	return isOfEntry && details.ino === undefined && details.path === undefined;
}

/**
 * The path as semanage-fcontext(8) takes it, which is a regular expression; of a directory, with all
 * below it.
 */
export function pattern(record: AccessRecord): string {
	if (isNotThereYet(record)) return command('FOLDER(/.*)?');
	const path = pathOf(record);
	const below = record.class === 'dir' ? '(/.*)?' : '';
	const whole = path === undefined || path === '/' ? 'PATH' : literally(path.replace(/\/$/, ''));
	return command(`${whole}${below}`);
}

/**
 * Places that policies know by another name, and semanage-fcontext(8) refuses by theirs: file_contexts.subs_dist of
 * both policies, and of Fedora's those of image systems.
 */
const SAME_PLACES: [place: RegExp, known: string][] = [
	[/^\/(?:usr\/(?:local\/)?)?lib(?:32|64)(?=\/)/, '/usr/lib'],
	[/^\/(?:etc|run)\/systemd\/system(?=\/)/, '/usr/lib/systemd/system'],
	[/^\/var\/mnt(?=\/)/, '/mnt'],
	[/^\/var\/usrlocal(?=\/)/, '/usr/local'],
	[/^\/var\/roothome(?=\/)/, '/root'],
];

/**
 * A path as semanage-fcontext(8) takes it: as a regular expression that means it alone, by the name that policies have
 * for the place, and without blanks, which it refuses.
 */
export function literally(path: string): string {
	const [place, known] = SAME_PLACES.find(([each]) => each.test(path)) ?? [];
	const name = place === undefined || known === undefined ? path : path.replace(place, known);
	return name.replace(/[.+*?^$()[\]{}|\\]/g, '\\$&').replace(/\s/g, '\\s');
}

/**
 * Types that are for people to give: restorecon(8) leaves them alone without -F.
 *
 * @see customizable_types(5); of what Debian's policy and Fedora's have
 */
const CUSTOMIZABLE =
	/^(?:container_file|svirt_sandbox_file|sandbox_file|svirt_(?:image|home|lxc_file)|virt_content|home_bin|httpd_user_(?:content|htaccess|script_exec|r[wa]_content)|git_session_content|public_content(?:_rw)?|mount_loopback|swapfile|user_tty_device)_t$/;

/** The command that gives a file the label that the policy has for its path. */
export function restorecon(record: AccessRecord): string {
	if (isNotThereYet(record)) return 'restorecon -Rv FOLDER';
	const options = restoreconOptions(record.class === 'dir' ? 'Rv' : 'v', record.object);
	return command('restorecon', options, ...operand(pathOf(record) ?? 'PATH'));
}

/** The same, which only says what it would do. */
export function restoreconTrial(record: AccessRecord): string {
	return restorecon(record).replace('restorecon -', 'restorecon -n');
}

/** Its options, for a file that has the type of a record's object. */
export function restoreconOptions(letters: string, { type }: AccessRecord['object']): string {
	return `-${CUSTOMIZABLE.test(type) ? letters.replace('v', 'Fv') : letters}`;
}

/**
 * Folders that each system has, and homes and vendors' trees, in all of which much has other labels: none is given one
 * as a whole, but FOLDER, what is meant in it.
 */
const OF_EVERY_SYSTEM =
	/^\/?$|^\/(?:bin|boot|dev|etc|home|lib(?:32|64)?|media|mnt|opt|proc|root|run|sbin|srv|sys|tmp|usr|var)$|^\/usr\/(?:local\/)?(?:s?bin|etc|games|include|lib(?:32|64|exec)?|share|src)$|^\/usr\/local$|^\/var\/(?:cache|lib|local|log|mail|opt|run|spool|tmp|www(?:\/html)?)$|^\/srv\/www$|^\/(?:home|opt)\/[^/]+$|^\/etc\/(?:X11|alternatives|audit|cron\.\w+|default|init\.d|ld\.so\.conf\.d|logrotate\.d|modprobe\.d|NetworkManager|pam\.d|pki|profile\.d|rc\.d|security|selinux|skel|ssh|ssl|sudoers\.d|sysconfig|sysctl\.d|systemd|udev|yum\.repos\.d)$|^\/usr\/share\/nginx(?:\/html)?$/;

/** Whether a path has a part `.` or `..`, so that it names another place than it seems to. */
export function hasDots(path: string): boolean {
	return /\/\.{1,2}(?:\/|$)/.test(path);
}

/** Whether a folder is one of those. */
export function isOfEverySystem(folder: string): boolean {
	return OF_EVERY_SYSTEM.test(folder.replace(/(?<=.)\/$/, ''));
}

/** The command that tells the policy a label for a path, and gives it. */
export function labelLastingly(record: AccessRecord, type: string): string {
	const path = pathOf(record);
	if (record.class === 'dir' && path !== undefined && isOfEverySystem(path))
		return labelFolder('FOLDER', type);
	return `semanage fcontext -a -t ${type} ${pattern(record)} && ${restorecon(record)}`;
}

/** The same of a folder and all below it. */
export function labelFolder(folder: string, type: string): string {
	const which = isOfEverySystem(folder) ? 'FOLDER' : folder;
	const all = command('semanage', 'fcontext', '-a', '-t', type, `${literally(which)}(/.*)?`);
	return `${all} && ${command('restorecon', '-Rv', ...operand(which))}`;
}

/** How to find the path of a file that a record has only the name of, in brackets, or nothing. */
export function howToFind(record: AccessRecord): string {
	const isGone = /^\/memfd:| \(deleted\)$/.test(record.details.path ?? '');
	// Of an entry that is removed the record has the inode, and not the folder's.
	if (record.permissions.some((each) => /^(?:add|remove)_name$/.test(each))) return '';
	if (isGone || pathOf(record) !== undefined || !/^\d+$/.test(record.details.ino ?? '')) return '';
	return " (`find / -xdev -inum INO` finds it: INO is the record's ino=, / is where its dev= is mounted)";
}
