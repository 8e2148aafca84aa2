// The path of a file that a record has only the name of: where who pasted it has looked for its inode number,
// or another record tells it. The kernel knows no path while a file is opened, and has one of what is open.

import type { RecordedPath } from './event.ts';
import { type ProgramLine, programLine, refusedPath, SAYS_REFUSED } from './program-line.ts';
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

/** Who pastes a record has looked at its file, mostly behind a prompt; of a name with a dot few have two. */
const LOOKED_AT =
	/^\s*(?:\[?[\w.-]{1,32}@[^$#>]{0,64}[$#] ?|-?(?:ba)?sh-[\d.]{1,8}[$#] ?|[$#] ?)?(?:sudo )?(?:ls|stat|namei|matchpathcon) (?:-\w{1,8} ){0,3}(\/[^\s'"`<>|]{1,4095})\s{0,8}$/;
/** Each folder on the way to a file is kept: with so many a path is of no program that people ask about. */
const MOST_FOLDERS = 32;
const PATH_MAX = 4096;

/** A path, and the program that says it; without one where somebody has looked. */
export interface SaidPath {
	path: string;
	line?: ProgramLine;
}

/**
 * Finds the paths that programs were refused, as they say it themselves: `open() "/srv/www/index.html" failed
 * (13: Permission denied)`, and those that somebody has looked at: `ls -Z /srv/www/index.html`.
 *
 * @param lines - plain lines
 * @returns a path for each file's name, and for each folder's on the way with a slash behind it (`www/`); none where
 * the lines tell several
 */
export function refusedPaths(lines: string[]): Map<string, SaidPath> {
	const told = new Map<string, Map<string, SaidPath>>();
	const tell = (name: string, said: SaidPath) =>
		told.set(name, (told.get(name) ?? new Map()).set(said.path, said));
	for (const one of lines) {
		const looked = LOOKED_AT.exec(one)?.[1];
		if (looked !== undefined && /\.\w+$/.test(looked)) tell(nameOf(looked), { path: looked });
		if (!SAYS_REFUSED.test(one)) continue;
		const line = programLine(one.trim());
		const parts = (refusedPath(line) ?? '').replace(/\/+$/, '').split('/');
		const path = parts.join('/');
		if (parts[0] !== '' || parts.length < 2 || path.length > PATH_MAX) continue;
		if (parts.length > MOST_FOLDERS || parts.some((part) => /^\.{1,2}$/.test(part))) continue;
		tell(nameOf(path), { path, line });
		for (const [at, part] of parts.entries())
			tell(`${part}/`, { path: parts.slice(0, at + 1).join('/'), line });
	}
	return new Map(
		[...told].flatMap(([name, said]) => {
			const [only, other] = said.values();
			return only !== undefined && other === undefined ? [[name, only] as const] : [];
		}),
	);
}

function nameOf(path: string): string {
	return path.split('/').at(-1) ?? '';
}

/** Programs that log under another name than their processes have, by comm=. */
const OTHER_COMM: [program: RegExp, comm: RegExp][] = [
	[/^named$/, /^isc-/],
	[/^dovecot$/, /^(?:imap|pop3|lmtp|lda|auth)/],
	[/^rsyslogd$/, /^(?:rs:|in:)/],
	[/^nm-openvpn$/, /^openvpn$/],
	[/^systemd$|^\(.*\)$/, /^systemd$|^\(.*\)$/],
];
const OF_WEB = /^(?:nginx|httpd|apache2|php-fpm|lighttpd)/;

/**
 * Whether a line may be of the program that a record names, as far as both tell.
 *
 * @param comm - of the record
 */
export function isOfProgram({ line }: SaidPath, comm = ''): boolean {
	if (line === undefined || comm === '') return true;
	if (line.isOfWeb) return OF_WEB.test(comm);
	if (line.program === undefined) return true;
	const program = line.program.toLowerCase();
	const isSame =
		program.slice(0, 10).startsWith(comm.toLowerCase().slice(0, 10)) ||
		comm.toLowerCase().startsWith(program.slice(0, 10));
	// A shell says what its command was refused.
	return (
		isSame ||
		/^(?:ba|da|z|k)?sh$/.test(program) ||
		OTHER_COMM.some(([one, other]) => one.test(program) && other.test(comm))
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
