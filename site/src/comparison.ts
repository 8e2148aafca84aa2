// What two ranges are to each other, in words.

import {
	dominates,
	equal,
	formatLevel,
	formatRange,
	includes,
	type Level,
	parseContext,
	parseRange,
	type Range,
} from '@peercon/context';

/** A range, and how it was typed. */
export interface Typed {
	/** The context that it stands in; a range by itself stands in one that says nothing else. */
	context: string;
	range: Range;
}

/**
 * Reads a context or a range by itself.
 *
 * @param text - such as `system_u:system_r:mls_server_t:s0-s15:c0.c1023`, or `s1:c0.c5`
 * @throws ContextSyntaxError if it is neither, or a context without a level
 */
export function readTyped(text: string): Typed {
	const trimmed = text.trim();
	if (/^s\d/.test(trimmed)) {
		const range = parseRange(trimmed);
		return { context: `user_u:user_r:user_t:${formatRange(range)}`, range };
	}
	const { range } = parseContext(trimmed);
	if (!range) throw new Error('This context has no level: it is of a policy without MLS and MCS.');
	return { context: trimmed, range };
}

/** How one level is to another. */
export function relation(a: Level, b: Level): string {
	if (equal(a, b)) return `${formatLevel(a)} is the same level`;
	if (dominates(a, b)) return `${formatLevel(a)} dominates ${formatLevel(b)}`;
	if (dominates(b, a)) return `${formatLevel(a)} is dominated by ${formatLevel(b)}`;
	return `${formatLevel(a)} and ${formatLevel(b)} are incomparable: neither dominates the other`;
}

/** Whether one range lies in the other. */
export function inclusion(a: Range, b: Range): string {
	const [first, second] = [formatRange(a), formatRange(b)];
	if (first === second) return `Both are ${first}.`;
	if (includes(a, b)) return `${first} holds ${second}.`;
	if (includes(b, a)) return `${second} holds ${first}.`;
	return 'Neither range holds the other.';
}
