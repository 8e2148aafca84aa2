// The path of a file that a record has only the name of: where who pasted it has looked for its inode number,
// or another record tells it. The kernel knows no path while a file is opened, and has one of what is open.

import type { RecordedPath } from './event.ts';
import type { SelinuxRecord } from './record.ts';

/** `find / -xdev -inum 131075`, whose answer stands in one of the next lines. */
const LOOKED = /\bfind \S.{0,200}? -inum (\d+)\b/;
const NEXT_LINES = 4;
/** A whole path, alone or in Markdown's quotes. */
const PATH = /(?:^|[\s`'":])(\/[^\s`'"<>|]+)/;

/**
 * Finds paths by inode numbers.
 *
 * @param lines - plain lines
 * @returns a path for each number that was looked for and found
 */
export function foundPaths(lines: string[]): Map<string, RecordedPath> {
	const found = new Map<string, RecordedPath>();
	for (const [at, line] of lines.entries()) {
		const number = LOOKED.exec(line)?.[1];
		if (number === undefined || found.has(number)) continue;
		const next = lines.slice(at + 1, at + 1 + NEXT_LINES);
		const name = next.map((one) => PATH.exec(one)?.[1]).find((one) => one !== undefined);
		if (name !== undefined) found.set(number, { name });
	}
	return found;
}

/** Lines of a report of sealert(8): `Target Objects                /srv/www/index.html [ file ]`, behind both contexts. */
const REPORTED = /^\s*(Source Context|Target Context|Target Objects)\s+(\S[^`'"<>|]*)$/;
const OBJECT = /^(\/\S*\/([^/\s]+)) \[ (\w+) \]$/;

/**
 * Finds the paths that sealert(8) has looked up for its reports, where the records in them have names alone.
 *
 * @param lines - plain lines
 * @returns a path for each access, by {@link accessTo}; none where reports tell several
 */
export function reportedPaths(lines: string[]): Map<string, string> {
	const told = new Map<string, Set<string>>();
	let [source, target] = ['', ''];
	for (const line of lines) {
		const [, key, value = ''] = REPORTED.exec(line.trimEnd()) ?? [];
		if (key === 'Source Context') [source, target] = [value, ''];
		else if (key === 'Target Context') target = value;
		const [, path, name = '', of = ''] = (key === 'Target Objects' && OBJECT.exec(value)) || [];
		if (path === undefined) continue;
		const access = accessTo(name, of, source, target);
		told.set(access, (told.get(access) ?? new Set()).add(path));
	}
	return new Map(
		[...told].flatMap(([access, [path, other]]) => (path && !other ? [[access, path]] : [])),
	);
}

/** What a report and the record in it have in common: the file's name and class, and both contexts. */
export function accessTo(name: string, of: string, subject: string, object: string): string {
	return JSON.stringify([name, of, subject, object]);
}

/**
 * Collects the paths that records tell of files.
 *
 * @param records - of one log
 * @returns a path for each file, by {@link fileOf}
 */
export function toldPaths(records: SelinuxRecord[]): Map<string, string> {
	const told = new Map<string, string>();
	for (const record of records) {
		const [file, { path = '' }] = [fileOf(record), record.details];
		if (file !== undefined && path.startsWith('/')) told.set(file, path);
	}
	return told;
}

/**
 * Which file a record is of: an inode number is one file of its file system. Of what is done to a folder's
 * entry (add_name, remove_name) the record has the entry's, and the class of the folder.
 */
export function fileOf(record: SelinuxRecord): string | undefined {
	if (record.kind !== 'access') return undefined;
	const { dev, ino } = record.details;
	return dev === undefined || ino === undefined ? undefined : `${record.class} ${dev} ${ino}`;
}
