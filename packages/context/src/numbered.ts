// The two numbered names of a level: sensitivities s0, s1, … and categories c0, c1, …

import type { Cursor } from './cursor.ts';

/**
 * Reads a sensitivity such as `s0` or a category such as `c7`.
 *
 * Raw names only: a translated name such as `SystemLow` means nothing without setrans.conf(5), so
 * ask libselinux for the raw context (`getpeercon_raw`). The kernel looks the name up as text
 * (security/selinux/ss/mls.c, mls_context_to_sid), so to it `c07` is not `c7` but a name that no
 * policy declares: a leading zero is an error here too.
 *
 * @param cursor the place to read at; afterwards, the place behind the name
 * @param letter `s` or `c`
 * @param kind what to call it in errors
 * @param highest the highest number allowed
 * @returns the number behind the letter, 0 to `highest`
 * @throws ContextSyntaxError if the letter or the number is missing, or the number is not allowed
 */
export function readNumbered(
	cursor: Cursor,
	letter: 's' | 'c',
	kind: 'sensitivity' | 'category',
	highest: number,
): number {
	cursor.expect(letter, `a ${kind} such as ${letter}0`);
	const start = cursor.offset;
	const digits = cursor.takeWhile(isDigit);
	if (digits === '') throw cursor.unexpected(`the number of the ${kind}`);
	if (digits.length > 1 && digits.startsWith('0')) {
		throw cursor.error(`expected the number of the ${kind} without a leading zero`, start);
	}
	const number = Number(digits);
	if (number > highest) {
		throw cursor.error(`expected a ${kind} no higher than ${letter}${highest}`, start);
	}
	return number;
}

function isDigit(char: string): boolean {
	return char >= '0' && char <= '9';
}
