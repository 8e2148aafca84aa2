// The label that a file of this host has, and the one that its policy has for the path.

import { lstatSync } from 'node:fs';
import { lgetfilecon_raw } from '@peercon/native';
import { type AccessRecord, splitContext } from '@peercon/records';
import { see, seenValue } from './doctor/seen.ts';
import { ask } from './doctor/tool.ts';
import { VIRTUAL_MACHINE } from './layer/domains.ts';
import { pathOf } from './remedy/path.ts';

/** Types of a file: what it has, and what the policy would give it. */
export interface FileLabel {
	path: string;
	is: string;
	should: string;
}

/**
 * Looks at the file that a record of this host names.
 *
 * @returns undefined where the record has no whole path, the file is no longer the one that it was (by its inode), it
 *   is not to be seen, or the policy has no label for the path
 * @see matchpathcon(8)
 */
export async function labelOnHost(record: AccessRecord): Promise<FileLabel | undefined> {
	const path = pathOf(record);
	// The disks of a virtual machine libvirt labels, while it runs.
	if (!FILE.test(record.class) || VIRTUAL_MACHINE.test(record.subject.type)) return undefined;
	if (record.permissions.some((each) => OF_ANOTHER.test(each))) return undefined;
	if (path === undefined || !isStillThere(path, record)) return undefined;
	const is = seenValue(see(path, () => typeOf(lgetfilecon_raw(path))));
	const should = seenValue(await ask('matchpathcon', ['-n', path], typeOf));
	return is === undefined || should === undefined ? undefined : { path, is, should };
}

/** Where the label in a record is not that of the file that it names: it is the folder's, or the one that was to be. */
const OF_ANOTHER = /^(?:add_name|remove_name|create|relabelto)$/;

const FILE = /^(?:dir|(?:lnk_|sock_|fifo_|chr_|blk_)?file)$/;

function isStillThere(path: string, { details: { ino } }: AccessRecord): boolean {
	const inode = seenValue(see(path, () => lstatSync(path, { bigint: true }).ino));
	return inode !== undefined && `${inode}` === ino;
}

function typeOf(context: string): string {
	const { type } = splitContext(context.trim());
	if (!/^\w+$/.test(type)) throw new Error(context);
	return type;
}
