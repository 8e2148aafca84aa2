// Who is exempt from a constraint on levels: types with an attribute, where the levels meet its conditions.

import { dominates, equal, type Level, type Range } from '@peercon/context';
import type { AccessRecord } from '@peercon/records';
import type { Comparison, Exemption, LevelTest } from '../constraint/constraint.ts';
import { hasExemption } from '../constraint/mls-exempt.ts';
import type { LevelFailure } from './levels.ts';

/**
 * Says which attributes would let it through in spite of the levels.
 *
 * @param failure - the constraint that they do not meet
 * @param subject - the subject's range
 * @param object - the object's
 * @returns a sentence in parentheses, with a space before it, or nothing where none would
 */
export function exemptions(
	{ kind, constraint: { exempts = [], binds }, comparison }: LevelFailure,
	subject: Range,
	object: Range,
): string {
	if (binds) return '';
	const holding = applying(exempts, comparison, subject, object);
	const parts = (['subject', 'object'] as const).flatMap((party) => attributesOf(holding, party));
	if (parts.length === 0) return '';
	const whose = kind === 'android' ? "Android's policy" : 'the reference policy';
	return ` (Exempt in ${whose}: ${parts.join('; ')}.)`;
}

/**
 * The type and the attribute by which the reference policy exempts a record from a constraint that its
 * levels do not meet.
 *
 * @returns undefined where it does not, or where levels are missing
 */
export function exemptionOf(
	{ kind, constraint: { exempts = [] }, comparison }: LevelFailure,
	{ subject, object }: AccessRecord,
): { type: string; attribute: string } | undefined {
	if (kind !== 'mls' || !subject.range || !object.range) return undefined;
	const types = { subject: subject.type, object: object.type };
	return applying(exempts, comparison, subject.range, object.range)
		.map(({ of, attribute }) => ({ type: types[of], attribute }))
		.find(({ type, attribute }) => hasExemption(attribute, type));
}

function applying(
	exempts: readonly Exemption[],
	comparison: Comparison,
	subject: Range,
	object: Range,
): Exemption[] {
	return exempts.filter(
		({ when = [], from = comparison }) =>
			from === comparison && when.every((test) => holds(test, subject, object)),
	);
}

function attributesOf(exempts: Exemption[], party: 'subject' | 'object'): string[] {
	const names = exempts.filter(({ of }) => of === party).map(({ attribute }) => attribute);
	return names.length === 0 ? [] : [`${party}s whose type has ${names.join(', ')}`];
}

function holds(test: LevelTest, subject: Range, object: Range): boolean {
	const levels: Record<string, Level> = {
		l1: subject.low,
		h1: subject.high,
		l2: object.low,
		h2: object.high,
	};
	const [one = '', how, other = ''] = test.split(' ');
	const [a, b] = [levels[one], levels[other]];
	if (a === undefined || b === undefined) return false;
	if (how === 'dom') return dominates(a, b);
	if (how === 'domby') return dominates(b, a);
	return dominates(a, b) || !dominates(b, a) || equal(a, b);
}
