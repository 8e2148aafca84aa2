// Compares the two levels of a record, and says what is missing.

import {
	dominates,
	equal,
	formatCategories,
	formatLevel,
	formatRange,
	type Level,
	type Range,
} from '@peercon/context';
import type { AccessRecord, RecordContext } from '@peercon/records';
import { checksOf, type Party } from '../check/check.ts';
import { isAfterAndroid5 } from '../constraint/android.ts';
import {
	type Comparison,
	type Constraint,
	constraintsOn,
	type PolicyKind,
	policyKindOf,
} from '../constraint/constraint.ts';
import { PEOPLE } from './domains.ts';

/** A constraint that a record's levels do not meet. */
export interface LevelFailure {
	kind: PolicyKind;
	constraint: Constraint;
	/** The comparison that fails. */
	comparison: Comparison;
	/** One or two sentences with both levels. */
	reason: string;
}

/**
 * Looks for the constraints that a record's levels do not meet.
 *
 * @param record - what was refused, or would be asked
 * @param kind - whose constraints; by default of the kind of policy that the levels are probably of
 * @returns them in the order of their tables; none if all are met or the levels cannot be read
 */
export function failedLevels(
	record: AccessRecord,
	kind: PolicyKind = policyKindOf(record),
): LevelFailure[] {
	const [subject, object] = [record.subject.range, record.object.range];
	if (!subject || !object) return [];
	const checks = checksOf(record);
	return record.permissions.flatMap((permission, at) => {
		const parties = checks[at] ?? { subject: 'subject', object: 'object' };
		return constraintsOn(kind, record.class, permission)
			.filter((constraint) => !isExempt(constraint, record))
			.flatMap((constraint) => failureOf(constraint, kind, subject, object, parties) ?? []);
	});
}

function isExempt(
	{ exemptsUnlabeled: party, objects, release }: Constraint,
	record: AccessRecord,
): boolean {
	if (objects !== undefined && !objects(record.object)) return true;
	if (release === 'Android 5' && isAfterAndroid5(record)) return true;
	return party !== undefined && record[party].type === 'unlabeled_t';
}

function failureOf(
	constraint: Constraint,
	kind: PolicyKind,
	subject: Range,
	object: Range,
	parties: { subject: Party; object: Party },
): LevelFailure | undefined {
	for (const comparison of constraint.holds) {
		const reason = whyNot(comparison, subject, object, parties);
		if (reason !== undefined) return { kind, constraint, comparison, reason };
	}
	return undefined;
}

/** The layer that compares levels. */
export function levelLayer(kind: PolicyKind | undefined): 'MLS constraint' | 'MCS constraint' {
	return kind === 'mcs' ? 'MCS constraint' : 'MLS constraint';
}

/** Whether a context's level is one that only the record's host can read. */
export function isTranslated({ range, rangeText, isLevelCut }: RecordContext): boolean {
	return range === undefined && rangeText !== undefined && !isLevelCut;
}

function whyNot(
	comparison: Comparison,
	subject: Range,
	object: Range,
	{ subject: who, object: whose }: { subject: Party; object: Party },
): string | undefined {
	const { low: l1, high: h1 } = subject;
	const { low: l2, high: h2 } = object;
	switch (comparison) {
		case 'l1 dom l2':
			return notDominating(`the ${who}'s low level`, l1, `the ${whose}'s`, l2);
		case 'l1 domby l2':
			return notDominating(`the ${whose}'s low level`, l2, `the ${who}'s`, l1);
		case 'h1 dom h2':
			return notDominating(`the ${who}'s high level`, h1, `the ${whose}'s`, h2);
		case 'l1 eq l2':
			return notEqual('The two low levels', l1, l2);
		case 'l1 eq h2':
			return notEqual(`The ${who}'s low level and the ${whose}'s high one`, l1, h2);
		case 'l2 eq h2':
			return equal(l2, h2)
				? undefined
				: `The ${whose} must have a single level, and ${formatRange(object)} is a range.`;
		case 'l1 in l2-h2':
			return (
				notDominating(`the ${who}'s low level`, l1, `the ${whose}'s low level`, l2) ??
				notDominating(`the ${whose}'s high level`, h2, `the ${who}'s low level`, l1)
			);
		case 'l1-h1 in l2-h2':
			return dominates(l1, l2) && dominates(h2, h1)
				? undefined
				: `The range of the ${whose}, ${formatRange(object)}, must hold the ${who}'s, ${formatRange(subject)}.`;
	}
}

function notEqual(which: string, one: Level, other: Level): string | undefined {
	if (equal(one, other)) return undefined;
	return `${which} must be equal, and ${formatLevel(one)} is not ${formatLevel(other)}.`;
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

const OF_HOMES = /^(?:\w+_home|user_home_dir|user_tmp)_t$/;

/**
 * Whether a login lacks categories of a file that its type lets it use in every policy: then it is no rule that is
 * missing.
 *
 * @see "Using Multi-Category Security (MCS) for data confidentiality" in RHEL's documentation, which has a module make
 *   user_t an mcs_constrained_type
 */
export function lacksCategories(record: AccessRecord): boolean {
	const { class: of, subject, object, permissions } = record;
	const isFile = /^(?:dir|file|lnk_file)$/.test(of) && object.role === 'object_r';
	if (permissions.some((each) => /^(?:create|relabel\w+)$/.test(each))) return false;
	const mayUse =
		subject.type === 'unconfined_t' || (PEOPLE.test(subject.type) && OF_HOMES.test(object.type));
	if (!isFile || !mayUse || !subject.range || !object.range) return false;
	return !dominates(subject.range.high, object.range.high);
}
