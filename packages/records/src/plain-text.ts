// What a log or a paste of one says, without the dress that others gave it: colours, HTML, Markdown, JSON,
// the encodings of mail and of tables.

import { withoutLineNumbers } from './line-numbers.ts';

/**
 * The lines of a log as the kernel writes them. A line stays one line, so that its number is right.
 *
 * @param log - a log, or what somebody has pasted of one
 */
export function plainLines(log: string): string[] {
	const lines = withoutLineNumbers(withoutMailCoding(log).split(/\r?\n/)).map(plainLine);
	return lines.map((line, at) => withoutDots(line, lines[at + 1]));
}

/** Three dots that somebody has written where fields were left out, before those that were not. */
function withoutDots(line: string, next = ''): string {
	return /^\s*[st]context=\S/.test(next) ? line.replace(/ \.{3}$/, '') : line;
}

/** Mail may have `=` as =3D, and a line's end behind another `=` that is none (RFC 2045, 6.7). */
function withoutMailCoding(log: string): string {
	if (!log.includes('=3D')) return log;
	return log.replace(/=\r?\n/g, '').replaceAll('=3D', '=');
}

function plainLine(line: string): string {
	return withoutMarkup(messageOf(withoutColours(line)))
		.replace(/[\u00a0\n]/g, ' ')
		.replace(/[“”„]/g, '"');
}

/** Escape sequences of a terminal (ECMA-48): colours of grep(1) and journalctl(1), links (OSC 8). */
const SEQUENCE =
	// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what these are made of
	/\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)/g;
/** The same as less(1), rsyslogd(8) and programs write them out. */
const WRITTEN_SEQUENCE = /(?:\^\[|#033|\\x1b|\\033|\\u001b)\[[\d;]*[mK]/gi;
/** And as they are left over where a form or a mail has dropped the escape character. */
const COLOUR_LEFT = /\[\d{1,3}(?:;\d{1,3})+m/;
const SEQUENCE_LEFT = /\[(?:\d{1,3}(?:;\d{1,3})*)?[mK]/g;

function withoutColours(line: string): string {
	const plain = line.replace(SEQUENCE, '').replace(WRITTEN_SEQUENCE, '');
	return COLOUR_LEFT.test(plain) ? plain.replace(SEQUENCE_LEFT, '') : plain;
}

/** What a record of this program's interest has. */
const RECORD = /\bavc:|\btype=(?:USER_)?AVC\b|\bSELINUX_ERR\b|\bSELinux:/;

/** What a logger has wrapped: JSON of a journal, of docker's log driver, of a cloud's; a quoted string. */
function messageOf(line: string): string {
	// Whoever starts a unit chooses its cmdline: JSON within a record is a part of it.
	const before = line.slice(0, Math.max(0, line.indexOf('{"')));
	if (line.includes('{"') && !RECORD.test(before)) {
		const message = messageIn(line.slice(before.length, line.lastIndexOf('}') + 1));
		if (message !== undefined) return withoutColours(message);
	}
	// One value of JSON that is printed in several lines.
	const value = /^\s*"[\w@.-]+"\s*:\s*("(?:[^"\\]|\\.)*"),?\s*$/.exec(line)?.[1];
	const said = value === undefined ? undefined : parsed(value);
	if (typeof said === 'string' && RECORD.test(said)) return said;
	return withoutQuoting(line);
}

/** JSON within JSON: a container's log that has been sent on. */
const MOST_NESTED = 4;
/** Where loggers put what was said; what else there is (_CMDLINE) is chosen by who runs a program. */
const SAID = /^(?:@?message|log|line|full_log|textPayload)$/i;

function messageIn(json: string, nested = 0): string | undefined {
	const value = parsed(json);
	if (value === undefined || nested > MOST_NESTED) return undefined;
	const strings = stringsIn(value);
	const said = strings.filter(([key]) => SAID.test(key));
	const texts = (said.length > 0 ? said : strings.filter(([, text]) => RECORD.test(text))).map(
		([, text]) => (text.startsWith('{"') && messageIn(text.trim(), nested + 1)) || text,
	);
	return texts.length === 0 ? undefined : texts.join(' ');
}

/** The strings in a value and their keys, in order; without recursion, for a line may nest as it likes. */
function stringsIn(value: unknown): [key: string, text: string][] {
	const strings: [string, string][] = [];
	const open: [string, unknown][] = [['', value]];
	for (let next = open.pop(); next !== undefined; next = open.pop()) {
		const [key, each] = next;
		const text = textOf(each);
		if (text !== undefined) strings.push([key, text]);
		else if (typeof each === 'object' && each !== null) {
			for (const entry of Object.entries(each).reverse()) open.push(entry);
		}
	}
	return strings;
}

/** journalctl(1) writes a message that has escape sequences as a list of its bytes. */
function textOf(value: unknown): string | undefined {
	if (typeof value === 'string') return value;
	const isBytes = Array.isArray(value) && value.length > 0 && value.every(Number.isInteger);
	return isBytes ? Buffer.from(value).toString() : undefined;
}

function parsed(json: string): unknown {
	try {
		return JSON.parse(json);
	} catch {
		return undefined;
	}
}

/** `msg="... comm=\"x\""` of programs, `"... comm=""x"""` of tables (RFC 4180). */
function withoutQuoting(line: string): string {
	if (!RECORD.test(line)) return line;
	const plain = line.includes('=\\"') ? line.replaceAll('\\"', '"') : line;
	return /=""[^"\s]/.test(plain) ? plain.replaceAll('""', '"') : plain;
}

const ENTITIES: Record<string, string> = {
	quot: '"',
	'#34': '"',
	'#39': "'",
	'#123': '{',
	'#125': '}',
	lt: '<',
	gt: '>',
	amp: '&',
	nbsp: ' ',
};
/** Elements that pages set records in; a browser begins a new line or cell at some. */
const ELEMENT =
	/<\/?(?:(?<inner>b|strong|em|i|u|code|kbd|samp|tt|span|mark|font|a)|br|p|pre|div|td|th|tr|li)(?:\s[^<>]*)?\/?>/gi;

function withoutMarkup(line: string): string {
	const plain = line
		.replace(ELEMENT, (_all, inner) => (inner === undefined ? ' ' : ''))
		.replace(/&(quot|#34|#39|#123|#125|lt|gt|amp|nbsp);/g, (_, name) => ENTITIES[name] ?? '')
		// Editors of Markdown escape what would begin emphasis or a link.
		.replace(/\\([_*[\]{}])/g, '$1')
		.replace(/(?<![\w*])[*_]{1,3}(avc:|denied|granted)[*_]{1,3}/g, '$1');
	return withoutEmphasis(withoutWideEmphasis(plain));
}

/** What begins a part of a record, with the marks of an emphasis before it. */
const MARKED = /(?<![\w*"=/])[*_]{1,3}(?=(?:type=(?:USER_)?AVC\b|avc:|denied\b|granted\b|\{))/g;
/** And what ends one. */
const MARKS_BEHIND = /(?<=\}|permissive=[01])[*_]{1,3}(?![\w*])/g;
/** No class ends so, but a line may be broken behind the underscore of one. */
const MARKS_BEHIND_CLASS = /(?<=\stclass=[a-z\d_]{0,31}[a-z\d])[*_]{1,3}(?![\w*])/g;
const MARKS_BEFORE_SIGN = /(?<=\stclass=[a-z\d_]{0,31}[a-z\d])(?:\*{1,3}|_{1,3}(?=[).,;:'"]))/g;

/** An emphasis that begins at one word of a record and ends at another, or in another line. */
function withoutWideEmphasis(line: string): string {
	if (!/\bavc:|[*_]avc:|\stclass=|permissive=/.test(line)) return line;
	const begun = line.replace(MARKED, '');
	const behindClass = begun === line ? MARKS_BEFORE_SIGN : MARKS_BEHIND_CLASS;
	return begun.replace(MARKS_BEHIND, '').replace(behindClass, '');
}

/** Stars or underscores around keys and within contexts; a name in quotes alone may have them itself. */
function withoutEmphasis(line: string): string {
	const plain = line.replace(/(^|\s)__(?=[\w-]+=)/g, '$1');
	const ended = plain === line ? plain : plain.replace(/__(?=\s|:s\d|$)/g, '');
	if (!ended.includes('**')) return ended;
	return ended.replace(/"[^"]*"/g, '').includes('**') ? ended.replaceAll('**', '') : ended;
}
