// A context of a record, as far as it can be read without the policy.

import { parseContext, parseRange, type Range } from '@peercon/context';

/** A context's parts. */
export interface RecordContext {
	/** The whole, as the record has it. */
	text: string;
	user: string;
	role: string;
	type: string;
	/** Absent without MLS or MCS, and for a translated level such as `SystemLow`. */
	range?: Range;
	/** The range as the record has it. */
	rangeText?: string;
}

/**
 * Splits a context, also one that no policy allows. Only the first three colons separate parts.
 *
 * @param text - the context; what it lacks is empty
 */
export function splitContext(text: string): RecordContext {
	const [user = '', role = '', type = '', ...rest] = text.split(':');
	const names = { text, user, role, type };
	if (rest.length === 0) return names;
	const rangeText = rest.join(':');
	const range = rangeOf(rangeText);
	return range === undefined ? { ...names, rangeText } : { ...names, range, rangeText };
}

function rangeOf(text: string): Range | undefined {
	try {
		return parseRange(text);
	} catch {
		return undefined; // translated: only setrans.conf(5) of the record's host tells
	}
}

/**
 * Whether the kernel can have written a context. A level that looks raw must be one; a translated one
 * ("SystemLow") cannot be read without setrans.conf(5).
 */
export function isContext({ user, role, type, range, rangeText }: RecordContext): boolean {
	const isMalformed = range === undefined && /^s\d/.test(rangeText ?? '');
	return !isMalformed && areNames(user, role, type);
}

function areNames(...names: string[]): boolean {
	try {
		parseContext(names.join(':'));
		return true;
	} catch {
		return false;
	}
}
