// Levels: s1:c0.c5

import { type Categories, formatCategories, readCategories } from './categories.ts';
import { Cursor } from './cursor.ts';
import { readNumbered } from './numbered.ts';

/** The highest sensitivity: the kernel stores N + 1 for sN, in 32 bits (struct mls_level). */
export const MAX_SENSITIVITY = 2 ** 32 - 2;

/** A level such as `s1:c0.c5`: how secret (the sensitivity) and about what (the categories). */
export interface Level {
	/** 0 to MAX_SENSITIVITY: the number behind the `s`. */
	readonly sensitivity: number;
	/** The category set, empty (`0n`) for a level without a list. */
	readonly categories: Categories;
}

/**
 * Parses one level.
 *
 * @param text a raw (untranslated) level: `sN` or `sN:CATEGORIES`, for example `s1:c0.c5`
 * @returns the level
 * @throws ContextSyntaxError if the text is not such a level
 * @see security/selinux/ss/mls.c, mls_context_to_sid
 */
export function parseLevel(text: string): Level {
	const cursor = new Cursor(text);
	const level = readLevel(cursor);
	cursor.expectEnd();
	return level;
}

/**
 * Formats a level in canonical form.
 *
 * @param level the level
 * @returns for example `s1:c0.c5`, or `s1` without categories
 * @see security/selinux/ss/mls.c, mls_sid_to_context
 */
export function formatLevel({ sensitivity, categories }: Level): string {
	return categories === 0n ? `s${sensitivity}` : `s${sensitivity}:${formatCategories(categories)}`;
}

/**
 * Reads a level at the cursor; see parseLevel.
 *
 * @param cursor the place to read at; afterwards, the place behind the level
 * @returns the level
 * @throws ContextSyntaxError as parseLevel does
 */
export function readLevel(cursor: Cursor): Level {
	const sensitivity = readNumbered(cursor, 's', 'sensitivity', MAX_SENSITIVITY);
	const categories = cursor.take(':') ? readCategories(cursor) : 0n;
	return { sensitivity, categories };
}
