// Category sets: c0.c5,c7

import { Cursor } from './cursor.ts';
import { readNumbered } from './numbered.ts';

/** The highest category: the reference policy declares c0 to c1023 (its build.conf, MLS_CATS). */
export const MAX_CATEGORY = 1023;

/**
 * A set of categories as a bit set: bit n is 1 if category n is in the set, so `0n` is the empty
 * set and `0b101n` is `c0,c2`. A bigint never changes, and the set operations are its operators:
 * `&` intersection, `|` union, `===` equality. The kernel keeps the same bits in an ebitmap.
 */
export type Categories = bigint;

/** Consecutive categories of a set, for example c0.c5: `{ first: 0, last: 5 }`. */
export interface CategoryRun {
	/** Lowest category of the run. */
	readonly first: number;
	/** Highest category of the run; equal to `first` for a single category. */
	readonly last: number;
}

/**
 * Parses a category list such as `c0.c5,c7`.
 *
 * Order, duplicates and overlaps do not matter: `c2,c1.c3,c2` is the set c1.c3, as in the kernel.
 *
 * @param text single categories and runs `cLOW.cHIGH`, separated by commas; not empty
 * @returns the set
 * @throws ContextSyntaxError if the text is not such a list, a category is above c1023, or a run
 *   does not rise (`c5.c2`, `c5.c5`)
 * @see security/selinux/ss/mls.c, mls_context_to_sid (libsepol: src/mls.c, same name)
 */
export function parseCategories(text: string): Categories {
	const cursor = new Cursor(text);
	const categories = readCategories(cursor);
	cursor.expectEnd();
	return categories;
}

/**
 * Formats a category set in canonical form: ascending, each category once, runs joined.
 *
 * @param categories the set
 * @returns for example `c0.c5,c7`; `''` for the empty set, which a level shows by leaving the list out
 * @see security/selinux/ss/mls.c, mls_sid_to_context
 */
export function formatCategories(categories: Categories): string {
	return categoryRuns(categories).map(formatRun).join(',');
}

/**
 * Splits a category set into its maximal runs.
 *
 * @param categories the set
 * @returns the runs in ascending order, with a gap between any two; `[]` for the empty set
 */
export function categoryRuns(categories: Categories): CategoryRun[] {
	// Written in binary, c0 first, a set shows its runs as blocks of ones: c0.c2,c4 is 11101.
	const binary = [...categories.toString(2)].reverse().join('');
	return [...binary.matchAll(/1+/g)].map((ones) => {
		return { first: ones.index, last: ones.index + ones[0].length - 1 };
	});
}

/**
 * Reads a category list at the cursor; see parseCategories.
 *
 * @param cursor the place to read at; afterwards, the place behind the list
 * @returns the set
 * @throws ContextSyntaxError as parseCategories does
 */
export function readCategories(cursor: Cursor): Categories {
	let categories = 0n;
	do {
		const { first, last } = readRun(cursor);
		categories |= bits(first, last);
	} while (cursor.take(','));
	return categories;
}

function readRun(cursor: Cursor): CategoryRun {
	const first = readNumbered(cursor, 'c', 'category', MAX_CATEGORY);
	if (!cursor.take('.')) return { first, last: first };
	const lastOffset = cursor.offset;
	const last = readNumbered(cursor, 'c', 'category', MAX_CATEGORY);
	// The kernel refuses c5.c5 as well as c5.c2: it compares with >=.
	if (last <= first) {
		throw cursor.error(`expected a category above c${first} to end the run`, lastOffset);
	}
	return { first, last };
}

// The set of the categories first to last: a one for each, moved up to where the run begins.
function bits(first: number, last: number): Categories {
	const ones = (1n << BigInt(last - first + 1)) - 1n;
	return ones << BigInt(first);
}

// The kernel writes a run of two as c0,c1, since there is nothing between them to leave out, and
// a run of three or more as c0.c2.
function formatRun({ first, last }: CategoryRun): string {
	if (first === last) return `c${first}`;
	return last === first + 1 ? `c${first},c${last}` : `c${first}.c${last}`;
}
