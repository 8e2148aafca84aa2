// A log, or a paste of one, to the texts of its records.
//
// People show records as they have them: several in one line, broken between words at 72 columns, quoted
// in mail, in the journal's JSON. What belongs to which record is found here; nothing is made up of two.

import { isClass } from './classes.ts';
import { eventId } from './event.ts';

/** A text that should be one record, or that is about something else. */
export interface RecordText {
	/** Of several lines, with spaces where they were broken. */
	text: string;
	/** The same without them, for lines that were broken within words. */
	unbroken: string;
	/** The number of the line that it begins in, from 1. */
	line: number;
	/** Another one begins in its line before this one is complete, and which is real cannot be told. */
	isAmbiguous: boolean;
}

/** A record of mail's width has a dozen lines at most. */
const MOST_LINES = 16;

/** What may begin a record, and what stands in quotes, which begins nothing. */
const BEGINNINGS =
	/"[^"]*"|(?:\btype=\w+\s+(?:msg=)?)?\baudit\([^()]{0,64}\)|\bavc:\s+(?:denied|granted)\b|(?<!=)\bSELINUX_ERR\s+op=/g;
const DECISION = /\bavc:\s+(?:denied|granted)\b/;
/** The number of an event, which comes behind its type if that is told. */
const EVENT = /\baudit\(/;
/** A record of a refusal, or the beginning of one. */
export const REFUSAL = /\bavc:|\btype=(?:USER_)?AVC\b|\btype=1400\b/;
const ERROR = /\bSELINUX_ERR\b|\btype=1401\b/;
const FIELD = /^[\w-]+=/;
/** Quotes of mail, of patches and of lists before a line that goes on. */
const QUOTES = /^[\s>|+#*`]+/;

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
		const { rest, begun } = piecesOf(line, open);
		if (open && rest.trim() !== '') {
			open = index + 1 - open.line < MOST_LINES && goesOn(open, rest) ? open : undefined;
			if (open) goOn(open, rest.replace(QUOTES, ''));
		}
		for (const text of begun) {
			const before = texts.at(-1);
			const isAmbiguous = before?.line === index + 1 && mayBePartOf(before, text);
			if (before && isAmbiguous) before.isAmbiguous = true;
			open = { text, unbroken: text, line: index + 1, isAmbiguous };
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

/** `ausearch -i` writes a date where the log has seconds, and decodes what was in hexadecimal. */
export function isInterpreted(text: string): boolean {
	return /\baudit\((?!\d+\.\d+:\d+\))/.test(text);
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
	const places: number[] = [];
	let current = open === undefined || isComplete(open) ? '' : open.text;
	for (const { 0: found, index } of beginningsIn(line)) {
		if (current === '' || !goesWith(found, current)) {
			places.push(index);
			current = '';
		}
		current += found;
	}
	if (places.length === 0 && !open && REFUSAL.test(line)) places.push(0);
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
	if (isCut(open.text)) return false;
	if (ERROR.test(open.text)) return FIELD.test(plain);
	if (endsWithinClass(open.text, plain)) return true;
	if (isComplete(open)) return /^permissive=[01]/.test(plain) && !/\bpermissive=/.test(open.text);
	return REFUSAL.test(open.text) && !/^(?:-{4}$|time->)/.test(plain);
}

/** Whether a line was broken at the edge of a terminal, within the name of the class. */
function endsWithinClass(text: string, rest: string): boolean {
	const begun = /\btclass=(\w+)$/.exec(text)?.[1];
	const more = /^\w+(?=\s*(?:permissive=[01]\b.*)?$)/.exec(rest)?.[0];
	return begun !== undefined && more !== undefined && isClass(begun + more);
}

/**
 * Whether a program has cut the line: less(1), in which journalctl(1) shows lines, marks it with `>`,
 * systemctl(1) with an ellipsis.
 */
export function isCut(text: string): boolean {
	return /(?:>|…|\.\.\.)$/.test(text.trimEnd());
}

/** The class and the object's context are the last things in a record but whether it was permissive. */
function isComplete(record: RecordText): boolean {
	return [record.text, record.unbroken].some(
		(text) => /\btclass=\w/.test(text) && /\btcontext=\S/.test(text),
	);
}

function goOn(open: RecordText, rest: string): void {
	// A shell's mark of a line that goes on.
	const end = open.text.trimEnd();
	open.text = `${end.endsWith('\\') ? end.slice(0, -1).trimEnd() : end} ${rest}`;
	open.unbroken += rest;
}
