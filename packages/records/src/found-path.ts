// The path of a file that a record has only the name of: where who pasted it has looked for its inode number,
// or another record tells it. The kernel knows no path while a file is opened, and has one of what is open.

import type { RecordedPath } from './event.ts';
import type { AccessRecord, SelinuxRecord } from './record.ts';

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
	return onlyOnes(told);
}

/** What has one path alone. */
function onlyOnes(told: Map<string, Set<string>>): Map<string, string> {
	return new Map(
		[...told].flatMap(([key, [path, other]]) => (path && !other ? [[key, path]] : [])),
	);
}

/** What programs say of EACCES and EPERM, errno(3) and its words by strerror(3), or of what they could not do. */
const REFUSED =
	/[Pp]ermission denied|[Oo]peration not permitted|\bEACCES\b|\bEPERM\b|\bis not executable\b|\b(?:[Cc]annot|[Cc]ould ?n[o']t|[Cc]an't|[Ff]ailed to) (?:access|create|execute|load|locate|open|read|start|write)\b/;
/** Who pastes a record has looked at its file, mostly behind a prompt. */
const LOOKED_AT = /^\s*(?:[^$#>]{0,64}[$#>] ?)?(?:sudo )?(?:ls|stat|namei|matchpathcon) /;
/** What nginx writes behind a message: who asked, and for what. */
const OF_CLIENT = /, client: .*$/;
/** What is not there was not refused. */
const NOT_THERE = /\bNo such file\b|\bENOENT\b/;
const RECORDED = /\bavc:|\btype=\w/;
/** A whole path in quotes, or up to a blank, without what ends a sentence. */
const NAMED = /(?<=['"`‘“])\/[^'"`’”<>|]+(?=['"`’”])|(?<![^\s(=:])\/[^\s'"`<>|]*[^\s'"`<>|:;,.)]/g;
/** Each folder on the way to a file is kept: with so many a path is of no program that people ask about. */
const MOST_FOLDERS = 32;
const PATH_MAX = 4096;

/**
 * Finds the paths that programs were refused, as they say it themselves: `open() "/srv/www/index.html" failed
 * (13: Permission denied)`, and those that somebody has looked at: `ls -Z /srv/www/index.html`.
 *
 * @param lines - plain lines
 * @returns a path for each file's name, and for each folder's on the way with a slash behind it (`www/`); none where
 * the lines tell several
 */
export function refusedPaths(lines: string[]): Map<string, string> {
	const told = new Map<string, Set<string>>();
	const tell = (name: string, path: string) =>
		told.set(name, (told.get(name) ?? new Set()).add(path));
	for (const line of lines) {
		if (
			RECORDED.test(line) ||
			NOT_THERE.test(line) ||
			!(REFUSED.test(line) || LOOKED_AT.test(line))
		)
			continue;
		for (const [path] of line.replace(OF_CLIENT, '').matchAll(NAMED)) {
			const parts = path.replace(/\/+$/, '').split('/');
			if (path.length > PATH_MAX || parts.length > MOST_FOLDERS) continue;
			tell(parts.at(-1) ?? '', parts.join('/'));
			for (const [at, part] of parts.entries()) tell(`${part}/`, parts.slice(0, at + 1).join('/'));
		}
	}
	return onlyOnes(told);
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
 * Collects the paths of sockets that the same program was refused to connect to, or to send to: the record of that has
 * the address, and the one of the socket's file its last part alone.
 *
 * @param records - of one log
 * @returns a path for each file, by {@link socketOf}; none where records tell several
 */
export function connectedPaths(records: SelinuxRecord[]): Map<string, string> {
	const told = new Map<string, Set<string>>();
	for (const record of records) {
		const { path = '' } = record.details;
		if (record.kind !== 'access' || !path.startsWith('/')) continue;
		if (!/^unix_(?:stream|dgram)_socket$/.test(record.class)) continue;
		const key = socketOf(record, path.split('/').at(-1) ?? '');
		told.set(key, (told.get(key) ?? new Set()).add(path));
	}
	return onlyOnes(told);
}

/** Who uses the file of a socket, and its name. */
export function socketOf({ subject }: AccessRecord, name: string): string {
	return JSON.stringify([subject.text, name]);
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
