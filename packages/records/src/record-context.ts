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
	/** Whether somebody has cut the level or made it unreadable (`s0:c...`): then there is no `range`. */
	isLevelCut?: true;
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
	if (isAbridged(rangeText)) return { ...names, rangeText, isLevelCut: true };
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
export function isContext(context: RecordContext): boolean {
	const { user, role, type, range, rangeText, isLevelCut } = context;
	const isMalformed = range === undefined && !isLevelCut && /^s\d/.test(rangeText ?? '');
	return !isMalformed && areNames(user, role, type);
}

/** A level whose end is dots, or whose categories are letters or signs that stand for any. */
const ABRIDGED =
	/^s\d[\d,.:cs-]*(?:\.{2,}|…|\*|\?|[XYZN](?![a-z])|x+\b|<|\[|(?<=[:,.]c)[^\d\s,.:])|^(?:\.{2,}|…|\*|s[XN]\b)/;

function isAbridged(rangeText: string): boolean {
	return ABRIDGED.test(rangeText);
}

/** A context up to its type, with a level as the kernel writes it, or one that somebody has cut. */
const RAW = /^[^\s:]+:[^\s:]+:[^\s:]+(?::s\d(?:\S*,\s+(?:\.{3}|…)|\S*))?(?=\s|$)/;
/** The names that setrans.conf(5) has for levels everywhere. */
const NAMED = /^(?:[^\s:]+:){3}System(?:Low|High)(?:-System(?:Low|High))?(?=[\s,;)]|$)/;

/**
 * What of a value is the context: whoever shows a record may have written behind it who that is. Only a
 * translated level may have spaces.
 */
export function contextAlone(value: string): string {
	const alone = (RAW.exec(value) ?? NAMED.exec(value))?.[0] ?? value;
	return alone.replace(/[`'";,)\]}]+$/, '').replace(/(?<=_t|:s\d{1,2})\.$/, '');
}

function areNames(...names: string[]): boolean {
	try {
		parseContext(names.join(':'));
		return true;
	} catch {
		return false;
	}
}
