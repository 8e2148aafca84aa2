// Records that somebody has shortened: no record any more, but of a port it still tells who asks, and for which.

import type { KernelMessage } from './kernel-message.ts';

const BEGINNING = /\bavc:\s+denied\s+\{\s*(name_bind|name_connect)\s*\}/;
/** A longer line is no record. */
const LONGEST_LINE = 8192;
/** Somebody shows a few. */
const MOST_RECORDS = 20;

/**
 * Finds records of ports that have lost a context or the class.
 *
 * @param lines - plain lines of a log that has no whole record
 * @returns for each what a summary of sealert would tell: the program, the permission and the port
 */
export function shortenedRecords(lines: string[]): KernelMessage[] {
	return lines.flatMap((line, index) => shortened(line, index + 1) ?? []).slice(0, MOST_RECORDS);
}

function shortened(text: string, line: number): KernelMessage | undefined {
	if (text.length > LONGEST_LINE) return undefined;
	const [, permissions] = BEGINNING.exec(text) ?? [];
	const field = permissions === 'name_bind' ? 'src' : 'dest';
	const [, port] = new RegExp(`\\b${field}=(\\d{1,5})\\b`).exec(text) ?? [];
	const [, comm] = /\bcomm="?([\w.:-]{1,15})"?/.exec(text) ?? [];
	const isWhole = ['scontext=', 'tcontext=', 'tclass='].every((each) => text.includes(each));
	if (isWhole || permissions === undefined || port === undefined || comm === undefined)
		return undefined;
	const [, of, protocol] = /\btclass=((tcp|udp|sctp|dccp)_socket)\b/.exec(text) ?? [];
	const [, label] = /\btcontext=[\w.-]+:[\w.-]+:([\w.-]+)/.exec(text) ?? [];
	const told = { program: comm, permissions, port, class: of, protocol, label };
	const details = Object.fromEntries(
		Object.entries(told).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
	);
	return { kind: 'message', about: 'summary', details, line };
}
