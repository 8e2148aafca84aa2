// Records that are cut off, or that somebody has shortened: no records any more, but they still tell who asks, for
// what, and mostly of which file or port.

import type { KernelMessage } from './kernel-message.ts';
import { likelyClass } from './likely-class.ts';

const BEGINNING = /\bavc:\s+denied\s+\{\s*([a-z_\d]+(?: [a-z_\d]+)*)\s*\}/;
/** A longer line is no record. */
const LONGEST_LINE = 8192;
/** A record of mail's width has a dozen lines at most. */
const MOST_LINES = 12;
/** Somebody shows a few. */
const MOST_RECORDS = 20;

/**
 * Finds records that have lost a context or the class.
 *
 * @param lines - plain lines of a log that has no whole record
 * @returns for each what a summary of sealert would tell: the program, the permissions and the port or the file;
 *   with `missing`, the fields that it lacks, and `domain`, the subject's type, if that is there
 */
export function shortenedRecords(lines: string[]): KernelMessage[] {
	return lines
		.flatMap((line, index) => (goesOn(lines, index) ? [] : (shortened(line, index + 1) ?? [])))
		.slice(0, MOST_RECORDS);
}

/** Whether the record is wrapped: then it is no cut one, and what is wrong with it another thing. */
function goesOn(lines: string[], at: number): boolean {
	const rest = lines.slice(at + 1, at + MOST_LINES);
	const end = rest.findIndex((line) => /\bavc:/.test(line));
	return rest
		.slice(0, end < 0 ? rest.length : end)
		.some((line) => /\b(?:[st]context|tclass)=/.test(line));
}

function shortened(text: string, line: number): KernelMessage | undefined {
	if (text.length > LONGEST_LINE) return undefined;
	const [, permissions] = BEGINNING.exec(text) ?? [];
	const missing = ['scontext=', 'tcontext=', 'tclass='].filter((each) => !text.includes(each));
	if (missing.length === 0 || permissions === undefined) return undefined;
	const [, comm] = /\bcomm="?([\w.:-]{1,15})"?/.exec(text) ?? [];
	// A type that is cut has nothing behind it.
	const [, domain] = /\bscontext=[\w.-]+:[\w.-]+:([\w.-]+)(?=[:\s])/.exec(text) ?? [];
	const [, label] = /\btcontext=[\w.-]+:[\w.-]+:([\w.-]+)(?=[:\s])/.exec(text) ?? [];
	const object = permissions.startsWith('name_')
		? portIn(text, permissions)
		: fileIn(text, permissions);
	if ((comm ?? domain) === undefined || object === undefined) return undefined;
	const program = comm ?? domain;
	const told = { program, permissions, ...object, label, domain, missing: missing.join(' ') };
	const details = Object.fromEntries(
		Object.entries(told).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
	);
	return { kind: 'message', about: 'summary', details, line };
}

type Told = Record<string, string | undefined>;

function portIn(text: string, permissions: string): Told | undefined {
	const field = permissions === 'name_bind' ? 'src' : 'dest';
	const [, port] = new RegExp(`\\b${field}=(\\d{1,5})\\b`).exec(text) ?? [];
	const [, of, protocol] = /\btclass=((tcp|udp|sctp|dccp)_socket)\b/.exec(text) ?? [];
	return port === undefined ? undefined : { port, class: of, protocol };
}

function fileIn(text: string, permissions: string): Told | undefined {
	const [, path] = /\b(?:path|name)="([^"]{1,4096})"/.exec(text) ?? [];
	const [, capability] = /\bcapability=(\d{1,2})\b/.exec(text) ?? [];
	const isOfIp = /\b[lf](?:addr|port)=/.test(text);
	if (path === undefined && capability === undefined && !isOfIp) return undefined;
	const named = {
		...(path !== undefined && { path }),
		...(capability !== undefined && { capability }),
	};
	const [, of] = /\btclass=(\w+)\s/.exec(text) ?? [];
	const likely = isOfIp ? 'socket' : likelyClass(permissions.split(' '), named);
	// What may be asked of a file may be asked of a folder, too.
	return { path, class: of ?? (likely === 'file' ? undefined : likely) };
}
