// A context of a record, as far as it can be read without the policy.

import { parseRange, type Range } from '@peercon/context';

/** A context's parts. */
export interface Label {
	user: string;
	role: string;
	type: string;
	/** Absent without MLS or MCS, and for a translated level such as `SystemLow`. */
	range?: Range;
	/** The range as the record has it. */
	rangeText?: string;
}

/**
 * Splits a context. Only the first three colons separate parts.
 *
 * @param context - a context of a record
 */
export function labelOf(context: string): Label {
	const [user = '', role = '', type = '', ...rest] = context.split(':');
	if (rest.length === 0) return { user, role, type };
	const rangeText = rest.join(':');
	const range = readRange(rangeText);
	return range === undefined
		? { user, role, type, rangeText }
		: { user, role, type, range, rangeText };
}

/** The type of a context. */
export function typeOf(context: string): string {
	return labelOf(context).type;
}

function readRange(text: string): Range | undefined {
	try {
		return parseRange(text);
	} catch {
		return undefined; // translated: only setrans.conf(5) of the record's host tells
	}
}
