// Compares the two levels of a record, and says what is missing.

import {
	dominates,
	equal,
	formatCategories,
	formatLevel,
	type Level,
	type Range,
} from '@peercon/context';
import type { AccessRecord, RecordContext } from '@peercon/records';
import { type Check, checksOf, type LevelRule, type McsConstraint } from '../check/check.ts';

/** Which of the two policies: one sensitivity and categories, or several sensitivities. */
type PolicyKind = 'mcs' | 'mls';

/** What a comparison of levels has found. */
export interface LevelFailure {
	rule: LevelRule;
	kind: PolicyKind;
	/** Whose type decides under MCS whether the constraint counts. */
	binds: McsConstraint['binds'];
	/** One or two sentences with both levels. */
	reason: string;
}

/**
 * Looks for a constraint of the reference policy that the record's levels do not meet.
 *
 * @returns the first one not met, or undefined if all are or the levels cannot be read
 */
export function failedLevels(record: AccessRecord): LevelFailure | undefined {
	const [subject, object] = [record.subject.range, record.object.range];
	if (!subject || !object) return undefined;
	const kind = policyKind(subject, object);
	for (const check of checksOf(record)) {
		const rule = kind === 'mls' ? check.mls : check.mcs?.levels;
		const reason = rule && whyNot(rule, subject, object, check);
		if (rule && reason) return { rule, kind, binds: check.mcs?.binds ?? [], reason };
	}
	return undefined;
}

/**
 * The layer that compares levels.
 *
 * @param levels - the comparison that fails, if it is known
 */
export function levelLayer(levels: LevelFailure | undefined): 'MLS constraint' | 'MCS constraint' {
	return levels?.kind === 'mcs' ? 'MCS constraint' : 'MLS constraint';
}

/** Whether a context's level is one that only the record's host can read. */
export function isTranslated({ range, rangeText }: RecordContext): boolean {
	return range === undefined && rangeText !== undefined;
}

/** MCS has the sensitivity s0 alone. A record of an MLS policy may have it alone, too: then both agree. */
function policyKind(...ranges: Range[]): PolicyKind {
	const all = ranges.flatMap(({ low, high }) => [low, high]);
	return all.some(({ sensitivity }) => sensitivity > 0) ? 'mls' : 'mcs';
}

function whyNot(
	rule: LevelRule,
	subject: Range,
	object: Range,
	{ subject: who, object: whose }: Check,
): string | undefined {
	const { low: l1, high: h1 } = subject;
	const { low: l2, high: h2 } = object;
	switch (rule) {
		case 'l1 dom l2':
			return notDominating(`the ${who}'s low level`, l1, `the ${whose}'s`, l2);
		case 'h1 dom h2':
			return notDominating(`the ${who}'s high level`, h1, `the ${whose}'s`, h2);
		case 'l1 eq l2':
			return notEqual(l1, l2);
		case 'l1 in l2-h2':
			return (
				notDominating(`the ${who}'s low level`, l1, `the ${whose}'s low level`, l2) ??
				notDominating(`the ${whose}'s high level`, h2, `the ${who}'s low level`, l1)
			);
		case 'h1 dom h2, l1 eq l2':
			return notDominating(`the ${who}'s high level`, h1, `the ${whose}'s`, h2) ?? notEqual(l1, l2);
	}
}

function notEqual(l1: Level, l2: Level): string | undefined {
	if (equal(l1, l2)) return undefined;
	return `The two low levels must be equal, and ${formatLevel(l1)} is not ${formatLevel(l2)}.`;
}

function notDominating(whose: string, a: Level, other: string, b: Level): string | undefined {
	if (dominates(a, b)) return undefined;
	const must = `${whose}, ${formatLevel(a)}, must dominate ${other}, ${formatLevel(b)}`;
	const neither = dominates(b, a)
		? ''
		: ` Neither dominates the other: ${formatLevel(b)} ${lacks(b, a)}.`;
	return `${must[0]?.toUpperCase()}${must.slice(1)}: it ${lacks(a, b)}.${neither}`;
}

/** What keeps `a` from dominating `b`. */
function lacks(a: Level, b: Level): string {
	const parts: string[] = [];
	if (a.sensitivity < b.sensitivity) parts.push(`has a sensitivity below s${b.sensitivity}`);
	const missing = b.categories & ~a.categories;
	if (missing !== 0n) parts.push(`lacks ${formatCategories(missing)}`);
	return parts.join(' and ');
}
