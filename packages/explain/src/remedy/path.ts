// The path of a record's file, as far as a command on the host may have it.

import type { AccessRecord } from '@peercon/records';
import { command, operand } from '../names.ts';
import { hasPathOfContainer } from './container.ts';

/** The whole path, where the record has it: `name` is its last part alone. */
export function pathOf(record: AccessRecord): string | undefined {
	if (hasPathOfContainer(record)) return undefined;
	const path = record.details.path
		?.replace(/ \(deleted\)$/, '')
		// systemd starts services below a mount of everything there, in a namespace of their own.
		.replace(/^\/run\/systemd\/unit-root(?=\/)/, '');
	return path?.startsWith('/') && !/^\/(?:proc\/|memfd:)/.test(path) ? path : undefined;
}

/**
 * Whether a record is of a file that was to be made: its label would be its folder's, and so that is what
 * is to be labeled.
 */
export function isNotThereYet({ class: of, permissions }: AccessRecord): boolean {
	return permissions.includes('create') && /^(?:dir|file|lnk_file|sock_file|fifo_file)$/.test(of);
}

/**
 * The path as semanage-fcontext(8) takes it, which is a regular expression; of a directory, with all
 * below it.
 */
export function pattern(record: AccessRecord): string {
	if (isNotThereYet(record)) return command('FOLDER(/.*)?');
	const path = pathOf(record);
	const below = record.class === 'dir' ? '(/.*)?' : '';
	const whole = path?.replace(/\/$/, '').replace(/[.+*?^$()[\]{}|\\]/g, '\\$&') ?? 'PATH';
	return command(`${whole}${below}`);
}

/** The command that gives a file the label that the policy has for its path. */
export function restorecon(record: AccessRecord): string {
	if (isNotThereYet(record)) return 'restorecon -Rv FOLDER';
	const how = record.class === 'dir' ? '-Rv' : '-v';
	return command('restorecon', how, ...operand(pathOf(record) ?? 'PATH'));
}

/** The command that tells the policy a label for a path, and gives it. */
export function labelLastingly(record: AccessRecord, type: string): string {
	return `semanage fcontext -a -t ${type} ${pattern(record)} && ${restorecon(record)}`;
}

/** How to find the path of a file that a record has only the name of, in brackets, or nothing. */
export function howToFind(record: AccessRecord): string {
	if (pathOf(record) !== undefined || !/^\d+$/.test(record.details.ino ?? '')) return '';
	return " (`find / -xdev -inum INO` finds it: INO is the record's ino=, / is where its dev= is mounted)";
}
