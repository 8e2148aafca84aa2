// A log, or a paste of one, to the texts of its records.
//
// People show records as they have them: several in one line, broken between words at 72 columns, quoted
// in mail, in the journal's JSON. What belongs to which record is found here; nothing is made up of two.

import { isClass } from './classes.ts';
import { isCommandLine } from './command-line.ts';
import { eventId } from './event.ts';
import { jointOf } from './joint.ts';
import { splitContext } from './record-context.ts';

/** A text that should be one record, or that is about something else. */
export interface RecordText {
	/** Of several lines, joined as they were one; with a mark where only the class tells how (settled). */
	text: string;
	/** The number of the line that it begins in, from 1. */
	line: number;
	/** Another one begins in its line before this one is complete, and which is real cannot be told. */
	isAmbiguous: boolean;
}

/** A record of mail's width has a dozen lines at most. */
const MOST_LINES = 16;

/** What may begin a record, and what stands in quotes, which begins nothing. */
const BEGINNINGS =
	/"[^"]*"|(?:\btype=\w+\s+(?:msg=)?)?\baudit\([^()]{0,64}\)|\bavc:\s+(?:denied|granted)\b|(?:\btype=)?\bSELINUX_ERR\s+op=|\btype=1401\s+op=/g;
const DECISION = /\bavc:\s+(?:denied|granted)\b/;
/** The number of an event, which comes behind its type if that is told. */
const EVENT = /\baudit\(/;
/** A record of a refusal, or the beginning of one. */
export const REFUSAL = /\bavc:|\btype=(?:(?:USER_)?AVC|1400|1107)\b|\bUSER_AVC pid=/;
const ERROR = /\bSELINUX_ERR\b|\btype=1401\b|\bop=security_\w+|\bsecurity_\w+:(?:\s|$)/;
/** What begins a record without any head, or with its type alone: without the number, or broken behind it. */
const BARE = new RegExp(
	`${REFUSAL.source}|\\bsecurity_\\w+:\\s+(?:denied for|invalid context)\\b|^[\\s>|]*type=(?:SELINUX_ERR|1401)\\s*$|^[\\s>|]*op=security_\\w+\\s`,
);
/** How a record of an error goes on behind its head: with fields, or in the words of older kernels. */
const REST_OF_ERROR = /^(?:[\w-]+=|security_\w+:|denied for\b|invalid context\b)/;
const FIELD = /^[\w-]+=/;
/** Quotes of mail, of patches and of lists before a line that goes on. */
const QUOTES = /^(?:[\s>|+#*`]+|(?:[-–•]|\/\/)\s+(?=[\w-]+=))+/;

/**
 * Cuts a log into the texts of its records.
 *
 * @param lines - plain lines of audit.log, of the kernel's log, of a journal or of ausearch(8)
 * @returns the texts in the log's order
 */
export function recordTexts(lines: string[]): RecordText[] {
	const texts: RecordText[] = [];
	let open: RecordText | undefined;
	for (const [index, line] of lines.entries()) {
		let pieces = piecesOf(line, open);
		if (open && pieces.rest.trim() !== '') {
			if (index + 1 - open.line < MOST_LINES && goesOn(open, pieces.rest)) {
				goOn(open, pieces.rest.replace(QUOTES, ''));
			} else {
				open = undefined;
				// What seemed to go with it is no part of it, and may begin one.
				pieces = piecesOf(line, open);
			}
		}
		for (const text of pieces.begun) {
			const before = texts.at(-1);
			const isAmbiguous = before?.line === index + 1 && mayBePartOf(before, text);
			if (before && isAmbiguous) before.isAmbiguous = true;
			open = { text, line: index + 1, isAmbiguous };
			texts.push(open);
		}
	}
	return texts;
}

/**
 * Whether it may be a name in the record before it, chosen to look like a record: `ausearch -i` has decoded
 * names. What is of the same event as its neighbour was not made up, for nobody knows an event's number
 * before.
 */
function mayBePartOf(before: RecordText, text: string): boolean {
	if (!isInterpreted(before.text)) return false;
	return REFUSAL.test(before.text) ? !isComplete(before) : eventId(before.text) !== eventId(text);
}

/**
 * `ausearch -i` writes a date and a time where the log has seconds, and decodes what was in hexadecimal.
 * Seconds that somebody has made unreadable (`audit(XXX.787)`) are none.
 */
export function isInterpreted(text: string): boolean {
	return /\baudit\([^()]*(?:\s|\/|\d\d:\d\d:\d\d)/.test(text);
}

/**
 * Cuts a line: what stands before its first record, which may end the record of the line before, and
 * what each record has of it.
 *
 * Whoever starts a unit of systemd chooses what is quoted as its cmdline: what stands in quotes begins
 * nothing. `ausearch -i` has taken the quotes away, so there only the head of a record begins one.
 *
 * @param open - the record of the line before
 */
function piecesOf(line: string, open: RecordText | undefined): { rest: string; begun: string[] } {
	if (isCommandLine(line)) return { rest: '', begun: [] };
	const places: number[] = [];
	let current = open === undefined || isComplete(open) ? '' : open.text;
	for (const { 0: found, index } of beginningsIn(line)) {
		if (current === '' || !goesWith(found, current)) {
			places.push(index);
			current = '';
		}
		current += found;
	}
	if (places.length === 0 && current === '' && BARE.test(line)) places.push(0);
	const rest = line.slice(0, places[0] ?? line.length);
	return { rest, begun: places.map((at, index) => line.slice(at, places[index + 1])) };
}

/** Whether it belongs to the record that has begun: its number to its type, its decision to both. */
function goesWith(found: string, current: string): boolean {
	if (DECISION.test(found)) return !DECISION.test(current) || isInterpreted(current);
	const isNumberAlone = found.startsWith('audit(');
	return isNumberAlone && !EVENT.test(current) && !DECISION.test(current);
}

/** A whole record in quotes is one all the same, if nothing else is. */
function beginningsIn(line: string): RegExpExecArray[] {
	const found = Array.from(line.matchAll(BEGINNINGS)).filter(([text]) => !text.startsWith('"'));
	return found.length > 0 ? found : Array.from(line.matchAll(new RegExp(DECISION, 'g')));
}

/** Whether a line goes on with the record of the line before. */
function goesOn(open: RecordText, rest: string): boolean {
	const plain = rest.replace(QUOTES, '');
	if (isCut(open.text) && !(hasCutLevel(open.text) && FIELD.test(plain))) return false;
	if (isRemark(open.text, plain)) return true;
	if (ERROR.test(open.text)) return REST_OF_ERROR.test(plain) || goesOnWithinWord(open.text, plain);
	if (isComplete(open)) {
		const isWithinLast = /\btcontext=\S*$/.test(open.text) && goesOnWithinWord(open.text, plain);
		return isWithinLast || endsWithinClass(open.text, plain) || endsBefore(open.text, plain);
	}
	return REFUSAL.test(open.text) && !/^(?:-{4}$|time->)/.test(plain);
}

/**
 * Prose may follow the last field: what goes on with it has a colon, ends a type, a level or a quote, or has
 * a field behind it, if the field's value had begun at all.
 */
function goesOnWithinWord(text: string, rest: string): boolean {
	if (jointOf(text, rest) !== '') return false;
	if (/=$|\btclass=\w+$/.test(text.trimEnd()) || rest.startsWith('=')) return true;
	return /^\S*:|^\w*_t\b|^\S*\s+[\w-]+=|^\S*"$|^[\d.,cs-]*\d$/.test(rest.trimEnd());
}

/** Whether a line was broken at the edge of a terminal, within the name of the class. */
function endsWithinClass(text: string, rest: string): boolean {
	const begun = /\btclass=(\w+)$/.exec(text)?.[1];
	const [, more = '', behind = ''] = /^(\w+)(?!\S*=)(.*)$/.exec(rest) ?? [];
	if (begun === undefined || more === '') return false;
	const isFollowed = /^(?:\s+[\w-]+=.*|'.*|\s*)$/.test(behind);
	if (!isClass(begun)) return isClass(begun + more) || (isFollowed && /^[a-z\d_]+$/.test(more));
	return isClass(begun + more) && (isFollowed || 'permissive'.startsWith(behind.trim()));
}

/** Whether it goes on with what may stand behind the class, also if it was broken within that. */
function endsBefore(text: string, rest: string): boolean {
	const left = /(?<=\btclass=\w+\s.*)\S+$/.exec(text)?.[0] ?? '';
	if (/^permissive=[01]/.test(rest)) return !/\bpermissive=/.test(text);
	if (/^[st]rawcon=/.test(rest)) return true;
	if (/^[st]rawcon="[^"]*$/.test(left)) return /^[\w:.,-]*(?:"|$)/.test(rest);
	const isWhole = /^(?:permissive=[01]|[st]rawcon="[^"]*"$)/.test(left);
	if (left === '' || isWhole) return false;
	return /^(?:permissive=[01]\b|[st]rawcon=\S*\s*$)/.test(left + rest);
}

/**
 * Whether a program has cut the line: less(1), in which journalctl(1) shows lines, marks it with `>`,
 * systemctl(1) with an ellipsis.
 */
export function isCut(text: string): boolean {
	return /(?:>|…|\.\.\.)$/.test(text.trimEnd());
}

/** The class and the object's context are the last things in a record but whether it was permissive. */
function isComplete(record: Pick<RecordText, 'text'>): boolean {
	return /\btclass=\w/.test(record.text) && /\btcontext=\S/.test(record.text);
}

function goOn(open: RecordText, rest: string): void {
	const end = open.text.trimEnd();
	// A shell's mark of a line that goes on.
	const before = end.endsWith('\\') ? `${end.slice(0, -1).trimEnd()} ` : open.text;
	if (isRemark(open.text, rest)) return;
	open.text = `${before.trimEnd()}${jointOf(before, rest)}${rest}`;
}

/** Whether what ends a text is a level that somebody has abridged, and no line that a program has cut. */
function hasCutLevel(text: string): boolean {
	return /context=\S+:s\d\S*(?:\.\.\.|…)$/.test(text.trimEnd());
}

/** A name of two words may be a part of a record; this many are a remark. */
const FEWEST_WORDS = 3;

/** A line of words that who shows the record has written between its fields: no value has so many. */
function isRemark(text: string, line: string): boolean {
	if (/[={}]/.test(line) || !/^[("'#/\s-]*\p{L}/u.test(line)) return false;
	const isProse = line.trim().split(/\s+/).length >= FEWEST_WORDS;
	return isProse && !isInterpreted(text) && !isComplete({ text }) && !mayHaveSpaces(text);
}

/** Whether what a text ends in may go on with several words: names of permissions, a quote, a translated level. */
function mayHaveSpaces(text: string): boolean {
	if (!/\bavc:\s+\w+\s+\{[^{}]*\}/.test(text)) return true;
	const [, value = ''] = /(?:^|\s)[\w-]+=("[^"]*|[^\s"]*)$/.exec(text.trimEnd()) ?? [];
	if (value.startsWith('"')) return true;
	const { rangeText, range, isLevelCut } = splitContext(value);
	return rangeText !== undefined && range === undefined && !isLevelCut;
}
