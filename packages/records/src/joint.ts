// How the lines of one record were one: with a space, or broken within a word.
//
// Mail breaks between words, a terminal at its edge, wherever that is. Nothing in a record may be made up of
// two, and nothing be taken for whole that is a part: what a field may be tells which of both it was.

import { isClass } from './classes.ts';
import { hasPermission } from './permissions.ts';
import { RecordError } from './record.ts';
import { splitContext } from './record-context.ts';

/** What a record has beside the contexts (common_lsm_audit), a program's own too (libselinux, dbus, systemd). */
export const KEYS_OF_RECORDS = new Set(
	`
		type msg avc pid comm path name dev ino scontext tcontext tclass permissive srawcon trawcon
		capability key key_desc key_serial laddr lport faddr fport saddr src daddr dest netif sauid auid
		uid gid ses subj exe hostname addr terminal cmdline ioctlcmd kmod tgid opid ocomm bus interface
		member error_name msgtype spid tpid resid restype resource request property service function
		lockdown_reason nl-msgtype ssid tsid ipproto family op seresult result oldcontext newcontext
		taskcontext invalid_context seperms sgid nlnk-pid sperm
`
		.trim()
		.split(/\s+/),
);

/** What stands between the lines of a record: nothing, a space, or a mark where only the class tells. */
export type Joint = '' | ' ' | '\n';

/** A field at the end of a text, its value perhaps not yet whole. */
const LAST_FIELD = /(?:^|[\s'])([\w-]+)=("[^"]*"?|[^\s"]*)$/;
const WITHIN_BRACES = /\bavc:[^{}]*\{[^{}]*$/;
/** Values that may have a space though they are quoted: the kernel writes those in hexadecimal. */
const SPACED = /^(?:cmdline|xdevice)$/;
/** Without quotes: `ausearch -i` has decoded them. */
const DECODED = /^(?:comm|ocomm|path|name|exe|cmdline|key_desc)$/;

/**
 * What was between two lines.
 *
 * @param before - the record so far, with the spaces at its end
 * @param rest - the line that goes on, without quotes of mail
 */
export function jointOf(before: string, rest: string): Joint {
	const text = before.trimEnd();
	const spaced = text === before ? undefined : ' ';
	if (WITHIN_BRACES.test(text)) return spaced ?? '\n';
	const left = /\S*$/.exec(text)?.[0] ?? '';
	const right = /^\S*/.exec(rest)?.[0] ?? '';
	const [, name, value = ''] = LAST_FIELD.exec(text) ?? [];
	if (left.endsWith('avc:')) return ' ';
	if (isOpenQuote(value)) return spaced ?? (SPACED.test(name ?? '') ? ' ' : '');
	if (isBrokenWord(left, right)) return '';
	if (isField(right) || name === undefined) return ' ';
	if (value === '') return '';
	if (name.endsWith('context') || name === 'subj') {
		return jointInContext(value, right, /^\S+\s+[^\s=]+(?:\s|$)/.test(rest));
	}
	if (name === 'tclass') return jointInClass(value, right);
	if (value.endsWith('"') || /^(?:audit)?\(/.test(right) || DECODED.test(name)) return ' ';
	return spaced ?? '';
}

function isOpenQuote(value: string): boolean {
	return /^"[^"]*$/.test(value);
}

/** Whether a name or one of the words about the decision is whole only with both. */
function isBrokenWord(left: string, right: string): boolean {
	const both = left + right;
	if (/^(?:avc:|denied|granted|for)$/.test(both)) return left !== '' && right !== '';
	return /^[\w-]+$/.test(left) && isField(both);
}

function isField(text: string): boolean {
	const name = /^([\w-]+)=/.exec(text)?.[1];
	return name !== undefined && KEYS_OF_RECORDS.has(name);
}

/** Before its level a context has no space; a translated level may, a raw one has none (setrans.conf(5)). */
function jointInContext(value: string, right: string, isProse: boolean): Joint {
	const parts = value.split(':');
	// A word that is no part of a type, and one more: somebody has written who that is.
	if (parts.length === 3 && value.endsWith('_t') && /^[("#\p{L}][^\s:=_]*$/u.test(right) && isProse)
		return ' ';
	if (parts.length < 4) return '';
	const { rangeText = '' } = splitContext(value);
	const isRaw = /^s(?:\d[\dcs.,:-]*)?$/.test(rangeText + right);
	// The names that setrans.conf(5) has for them everywhere.
	const isNamed = /^System(?:Low|High)(?:-System(?:Low|High))?$/.test(rangeText + right);
	return rangeText === '' || isRaw || isNamed ? '' : ' ';
}

function jointInClass(value: string, right: string): Joint {
	const more = /^\w*/.exec(right)?.[0] ?? '';
	if (more === '') return ' ';
	if (isClass(value + more)) return '';
	return isClass(value) ? ' ' : '\n';
}

/** More breaks within one permission no terminal makes. */
const MOST_BREAKS = 4;

/**
 * A record's text with all its joints made, as its class tells them.
 *
 * @param text - the record, with marks
 * @param line - the number of its line, for the error
 * @throws RecordError if it was broken within a name that cannot be told
 */
export function settled(text: string, line: number): string {
	if (!text.includes('\n')) return text;
	const of = /\btclass=(\w+)/.exec(text)?.[1] ?? '';
	const whole = text.replace(/\{([^{}]*)\}/, (_, words: string) => {
		const all = words.split(/[^\S\n]+/).map((word) => permissionsIn(word, of, line));
		return `{ ${all.join(' ').trim()} }`;
	});
	if (/\btclass=\w+\n/.test(whole)) {
		throw new RecordError(line, 'tclass= is broken over two lines', 'the record in one line');
	}
	return whole.replaceAll('\n', ' ');
}

/** The permissions in what has no space: the fewest that the class has all. */
function permissionsIn(text: string, of: string, line: number): string {
	const parts = text.split('\n').filter((part) => part !== '');
	if (parts.length < 2) return parts.join('');
	const found = parts.length > MOST_BREAKS ? [] : waysToJoin(parts);
	const whole = found.find((words) => words.every((word) => hasPermission(of, word)));
	if (whole) return whole.join(' ');
	const problem = `'${parts.join("' and '")}' at the end and the beginning of lines`;
	const expected = `a permission of ${of || 'its class'}, or the record in one line`;
	throw new RecordError(line, problem, expected);
}

function waysToJoin([first = '', ...rest]: string[]): string[][] {
	if (rest.length === 0) return [[first]];
	const ways = waysToJoin(rest);
	const joined = ways.map(([next = '', ...more]) => [first + next, ...more]);
	return [...joined, ...ways.map((way) => [first, ...way])].sort((a, b) => a.length - b.length);
}
