// The label that a file of this host has, and the one that its policy has for the path.

import { lstatSync } from 'node:fs';
import { lgetfilecon_raw } from '@peercon/native';
import { type AccessRecord, splitContext } from '@peercon/records';
import { isPassed, TERMINAL } from './check/situation.ts';
import { see, seenValue } from './doctor/seen.ts';
import { ask } from './doctor/tool.ts';
import { VIRTUAL_MACHINE } from './layer/domains.ts';
import { mountOf } from './mount.ts';
import { pathOf } from './remedy/path.ts';

/** Types of a file: what it has, and what the policy would give it. */
export interface FileLabel {
	path: string;
	is: string;
	should: string;
	/** Whether the policy allows with the other type what was refused; undefined if it was not asked. */
	isAllowed?: boolean;
}

/**
 * Looks at the file that a record of this host names.
 *
 * @returns undefined where the record has no whole path, the file there is not the one of the record (by its device
 *   and inode), its file system keeps no labels, or the policy has none for the path
 * @see matchpathcon(8)
 */
export async function labelOnHost(record: AccessRecord): Promise<FileLabel | undefined> {
	const path = pathOf(record);
	if (path === undefined || !isLabeledByPath(record, path)) return undefined;
	const mount = mountOf(path);
	const { dev = '' } = record.details;
	if (!mount?.keepsLabels || !mount.devices.includes(dev)) return undefined;
	if (!isStillThere(path, record)) return undefined;
	const is = seenValue(see(path, () => typeOf(lgetfilecon_raw(path))));
	const should = seenValue(await ask('matchpathcon', ['-n', path], typeOf));
	return is === undefined || should === undefined ? undefined : { path, is, should };
}

const FILE = /^(?:dir|(?:lnk_|sock_|fifo_|chr_|blk_)?file)$/;
/** Where the label in a record is not that of the file that it names: it is the folder's, or the one that was to be. */
const OF_ANOTHER = /^(?:add_name|remove_name|create|relabelto)$/;

/** Whether it is by its path that such a file has its label, and not by who uses it. */
function isLabeledByPath(record: AccessRecord, path: string): boolean {
	const { class: of, subject, permissions } = record;
	if (!FILE.test(of) || permissions.some((each) => OF_ANOTHER.test(each))) return false;
	// A terminal has the label of the login that uses it, and a disk that of its virtual machine.
	if (TERMINAL.test(path) || VIRTUAL_MACHINE.test(subject.type)) return false;
	return !isPassed(record);
}

/** Whether it is the same file, and has no other name by which it may have its label (hard links). */
function isStillThere(path: string, { class: of, details: { ino } }: AccessRecord): boolean {
	const found = seenValue(see(path, () => lstatSync(path, { bigint: true })));
	return found !== undefined && `${found.ino}` === ino && (of === 'dir' || found.nlink === 1n);
}

function typeOf(context: string): string {
	const { type } = splitContext(context.trim());
	if (!/^\w+$/.test(type)) throw new Error(context);
	return type;
}
