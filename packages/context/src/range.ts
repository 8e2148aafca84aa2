// Ranges: s0-s15:c0.c1023

import { Cursor } from './cursor.ts';
import { dominates, equal } from './dominance.ts';
import { formatLevel, type Level, readLevel } from './level.ts';

/** From a low level to a high level that dominates it. */
export interface Range {
	/** For a process, its current level. */
	readonly low: Level;
	/** For a process, its clearance; equal to `low` for a single level. */
	readonly high: Level;
}

/**
 * Parses a range.
 *
 * @param text a raw (untranslated) range: `LOW-HIGH`, or a single level for both, for example
 *   `s0-s15:c0.c1023` or `s0:c1`
 * @returns the range
 * @throws ContextSyntaxError if the text is not such a range, or high does not dominate low
 * @see security/selinux/ss/mls.c, mls_context_to_sid and mls_range_isvalid
 */
export function parseRange(text: string): Range {
	const cursor = new Cursor(text);
	const range = readRange(cursor);
	cursor.expectEnd();
	return range;
}

/**
 * Formats a range in canonical form.
 *
 * @param range the range
 * @returns for example `s0-s15:c0.c1023`; one level alone if low equals high
 * @see security/selinux/ss/mls.c, mls_sid_to_context
 */
export function formatRange({ low, high }: Range): string {
	return equal(low, high) ? formatLevel(low) : `${formatLevel(low)}-${formatLevel(high)}`;
}

/**
 * Tells whether one range lies inside another, ends included.
 *
 * @param outer the wider range, for example the range of a user
 * @param inner the range that should lie inside it
 * @returns true if outer's low is dominated by inner's low, and outer's high dominates inner's high
 * @see security/selinux/ss/mls_types.h, mls_range_contains
 */
export function includes(outer: Range, inner: Range): boolean {
	return dominates(inner.low, outer.low) && dominates(outer.high, inner.high);
}

/**
 * Tells whether a level lies inside a range, ends included.
 *
 * @param range the range, for example the clearance of a server
 * @param level the level, for example that of a peer
 * @returns true if the level dominates low and is dominated by high
 * @see security/selinux/ss/mls_types.h, mls_level_between
 */
export function includesLevel({ low, high }: Range, level: Level): boolean {
	return dominates(level, low) && dominates(high, level);
}

/**
 * Reads a range at the cursor; see parseRange.
 *
 * @param cursor the place to read at; afterwards, the place behind the range
 * @returns the range
 * @throws ContextSyntaxError as parseRange does
 */
export function readRange(cursor: Cursor): Range {
	const low = readLevel(cursor);
	if (!cursor.take('-')) return { low, high: low };
	const highOffset = cursor.offset;
	const high = readLevel(cursor);
	if (!dominates(high, low)) {
		throw cursor.error('expected a high level that dominates the low level', highOffset);
	}
	return { low, high };
}
