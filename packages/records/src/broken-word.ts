// Words of a record that a space has broken: `tcl ass=file`, `tclass=capa bility`. Where a terminal or a mail
// has broken a line within a word, whoever joins the lines again puts a space between.
//
// Nothing is made up: a piece is joined to the next only where it is no word of a record by itself, and both
// together are.

import { isClass } from './classes.ts';
import { KEYS_OF_RECORDS } from './joint.ts';
import type { Mended } from './mistyped-keys.ts';
import { isPermission } from './permissions.ts';
import { contextAlone, isContext, splitContext } from './record-context.ts';
import { isInterpreted } from './record-texts.ts';

/** What has a decision or the contexts of a record, perhaps with a space in them. */
const OF_RECORD = /\ba ?v ?c ?:|\b[\w-]+_[ru]:|:(?:object|system)_r\b/;
/** A longer line is no record. */
const LONGEST_LINE = 8192;
/** The decision and the words around it. */
const BEGINNING = /\b(?:a ?v ?c ?:)(\s+)(d ?e ?n ?i ?e ?d|g ?r ?a ?n ?t ?e ?d)(?=\s*\{)/;
/** Two words beside each other, the first of them no whole field, outside quotes. */
const BROKEN_KEY = /"[^"]*"|(?<=^|\s)([a-z_]{1,9}) ([a-z_]{1,10})=/g;
/** A key, and its sign behind a space. */
const KEY_APART = /(?<=\s)([a-z_]{2,16}) =(?=\S)/g;
const IN_BRACES = /(?<=\bavc:\s+(?:denied|granted)\s+\{)([^{}]{1,512})(?=\})/;
const CLASS = /(?<=\btclass=)(\w+) (\w+)(?![\w=])/;
const CONTEXT = /(?<=\b[st]context=)[^\s"]*/g;

/**
 * Takes such spaces out.
 *
 * @param lines - plain lines
 * @returns as many lines, and which of them had such a space
 */
export function withWordsWhole(lines: string[]): Mended {
	const whole = lines.map((line) => (mayBeBroken(line) ? withoutSpaces(line) : line));
	const changed = whole.flatMap((line, index) => (line === lines[index] ? [] : [index + 1]));
	return { lines: whole, keys: new Map(changed.map((line) => [line, 'a space within a word'])) };
}

/** What `ausearch -i` has decoded may be names that somebody has chosen, without quotes. */
function mayBeBroken(line: string): boolean {
	return line.length <= LONGEST_LINE && OF_RECORD.test(line) && !isInterpreted(line);
}

function withoutSpaces(line: string): string {
	const begun = line.replace(
		BEGINNING,
		(_, space: string, decision: string) => `avc:${space}${decision.replaceAll(' ', '')}`,
	);
	const signs = begun.replace(KEY_APART, (all, key: string) =>
		KEYS_OF_RECORDS.has(key) ? `${key}=` : all,
	);
	const keys = signs.replace(BROKEN_KEY, (all, left?: string, right?: string) =>
		left !== undefined && isBrokenKey(left, right ?? '', signs) ? `${left}${right}=` : all,
	);
	return withContexts(keys)
		.replace(CLASS, (all, left: string, right: string) =>
			!isClass(left) && isClass(left + right) ? left + right : all,
		)
		.replace(IN_BRACES, (words) => {
			const found = permissionsIn(words);
			return found.length === words.trim().split(/\s+/).length ? words : ` ${found.join(' ')} `;
		});
}

/** Of fields each record has one. */
function isBrokenKey(left: string, right: string, line: string): boolean {
	const whole = left + right;
	return (
		KEYS_OF_RECORDS.has(whole) &&
		!KEYS_OF_RECORDS.has(right) &&
		!new RegExp(`(?:^|\\s)${whole}=`).test(line)
	);
}

function permissionsIn(words: string): string[] {
	const found: string[] = [];
	for (const word of words.trim().split(/\s+/)) {
		const before = found.at(-1);
		const isPiece = before !== undefined && !(isPermission(before) && isPermission(word));
		if (isPiece && isPermission(before + word)) found[found.length - 1] = before + word;
		else found.push(word);
	}
	return found;
}

/** A context is broken at most so often. */
const MOST_BREAKS = 3;

function withContexts(line: string): string {
	let whole = line;
	for (let times = 0; times < MOST_BREAKS; times++) {
		const joined = whole.replace(CONTEXT, (value, at: number) => {
			const next = /^ [^\s="]+(?= [\w-]+=|$)/.exec(
				whole.slice(at + value.length, at + LONGEST_CONTEXT),
			);
			return next && isBrokenContext(value, next[0].trim()) ? `${value}\n` : value;
		});
		if (joined === whole) break;
		whole = joined.replaceAll('\n ', '');
	}
	return whole;
}

/** No piece of one is longer. */
const LONGEST_CONTEXT = 256;

/**
 * Whether a value is no context without what is behind it, or what is behind it is of its type or its level.
 */
function isBrokenContext(value: string, next: string): boolean {
	if (value === '') return false;
	const [, , type, ...level] = value.split(':');
	if (type === undefined) return /^[\w.:,-]+$/.test(next) && mayBeContext(value + next);
	if (level.length > 0) {
		const isOpen = /[:,.cs-]$/.test(value);
		return isOpen ? /^[cs]?\d[\d,.:cs-]*$/.test(next) : /^[-:,.]?[cs]?\d[\d,.:cs-]*$/.test(next);
	}
	// What has a level behind its name, or ends as types do, is no prose.
	const isOfType =
		/^[\w.-]*:s\d\S*$/.test(next) || (!type.endsWith('_t') && `${type}${next}`.endsWith('_t'));
	return isOfType && isContext(splitContext(contextAlone(value + next)));
}

/** More of it may be broken off still: then it has no type, or not all of its level. */
function mayBeContext(text: string): boolean {
	const [user = '', role = 'r', type = 't'] = text.split(':');
	return [user, role || 'r', type || 't'].every((name) => /^[\w.-]+$/.test(name));
}
