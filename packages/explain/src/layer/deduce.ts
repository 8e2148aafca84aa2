// Which layer it was, from a record alone.
//
// The kernel records that one of several layers refused, and not which. So all that is said here is
// 'probably', and what else it may be is said with it.

import type { AccessRecord, RecordContext } from '@peercon/records';
import { isLookAtProcess } from '../check/situation.ts';
import { isAppData, mayUseAppData } from '../constraint/android.ts';
import { constraintsOn, policyKindOf } from '../constraint/constraint.ts';
import { isConstrainedType, isFreeType } from '../constraint/mcs.ts';
import { isAllowedEverywhere } from './allowed-everywhere.ts';
import { havingRules, knownBoolean } from './booleans.ts';
import { exemptionOf, exemptions } from './exemptions.ts';
import {
	changesRole,
	changesUser,
	createsForOther,
	identityReason,
	relabelsForOther,
	roleReason,
	startsContainer,
} from './identity.ts';
import type { Layer } from './layer.ts';
import { isTranslated, type LevelFailure, lacksCategories, levelLayer } from './levels.ts';

/**
 * Deduces the layer: from levels that do not compare, from users or roles that differ, from booleans that
 * are known to matter, or else a missing rule.
 *
 * @param failures - the constraints whose levels do not compare
 */
export function fromRecord(record: AccessRecord, failures: LevelFailure[]): Layer {
	const basis = 'record';
	const probable = failures.find((failure) => isProbable(record, failure, failures));
	if (probable) {
		const [subject, object] = [record.subject.range, record.object.range];
		const exempt = subject && object ? exemptions(probable, subject, object) : '';
		const reason = `${probable.reason}${exempt}${releaseNote(probable, record)}`;
		return { name: levelLayer(probable.kind), reason, basis, levels: probable };
	}
	const isAllowedBetween = record.subject.type === record.object.type || startsContainer(record);
	if (changesRole(record) && isAllowedBetween) {
		return { name: 'role allow rule', reason: roleReason(record), basis };
	}
	if (createsForOther(record)) {
		return { name: 'user or role constraint', reason: identityReason(record), basis };
	}
	const notes = [
		cutNote(record.subject, record.object),
		isConstrained(record) ? unreadableNote(record.subject, record.object) : undefined,
		mlsNote(record, failures),
		mcsNote(record, failures),
		androidNote(record, failures),
		changesRole(record) ? `It may also be the role. ${roleReason(record)}` : undefined,
		changesUser(record) || relabelsForOther(record)
			? `It may also be a constraint. ${identityReason(record)}`
			: undefined,
	].filter((note) => note !== undefined);
	const boolean = knownBoolean(record);
	if (boolean !== undefined) {
		const reason = `${havingRules(boolean)} for this that the boolean ${boolean.names.join(' or ')} switches. If that host's has none, a rule is missing.`;
		return { name: 'boolean', reason: [reason, ...notes].join(' '), basis };
	}
	const reason = ['Probably no allow rule has it.', ...notes].join(' ');
	return { name: 'type enforcement', reason, basis };
}

/**
 * Whether a constraint that the levels do not meet probably counts. Under MCS it counts for some types
 * alone, and policies differ in what they constrain: held probable is what both families do, and what no rule can
 * be missing for.
 */
function isProbable(record: AccessRecord, failure: LevelFailure, all: LevelFailure[]): boolean {
	if (failure.kind === 'android' && isAppData(record.object.type)) {
		return mayUseAppData(record.subject.type);
	}
	if (failure.kind === 'mls') return exemptionOf(failure, record) === undefined;
	if (failure.kind !== 'mcs') return true;
	const counts = isBound(record, failure) || lacksCategories(record);
	if (familiesOf(all).size === 2) return counts;
	return isBound(record, failure) && isAllowedEverywhere(record);
}

function isBound(record: AccessRecord, { constraint }: LevelFailure): boolean {
	return (constraint.binds ?? []).some((party) => isConstrainedType(record[party].type));
}

function familiesOf(failures: LevelFailure[]): Set<string> {
	return new Set(failures.flatMap(({ constraint }) => constraint.policies));
}

/** Releases of Android compare differently. */
function releaseNote({ constraint: { release } }: LevelFailure, { object }: AccessRecord): string {
	if (release === 'Android 12 to 14' && isAppData(object.type))
		return ` ${release} compare so, and probably 9 to 11.`;
	return release === undefined
		? ''
		: ` ${release} compare${release === 'Android 5' ? 's' : ''} so; others may not.`;
}

/** What apps keep for themselves: who has no rule for it fails at that before. */
function androidNote(record: AccessRecord, [failure]: LevelFailure[]): string | undefined {
	if (policyKindOf(record) !== 'android' || !isAppData(record.object.type)) return undefined;
	if (failure !== undefined) {
		return `It may be the MLS constraint as well: ${failure.reason}${releaseNote(failure, record)}`;
	}
	const isUsing = record.permissions.every((name) => /^(?:read|write|append)$/.test(name));
	return isUsing && mayUseAppData(record.subject.type)
		? 'It is not the levels: since Android 6 they are compared where data of apps is opened, and not where it is read or written.'
		: undefined;
}

/** A constraint that the levels do not meet, and that one of the two is exempt from. */
function mlsNote(record: AccessRecord, [failure]: LevelFailure[]): string | undefined {
	const exempt = failure && exemptionOf(failure, record);
	if (exempt === undefined) return undefined;
	return `The levels do not compare, but the reference policy exempts ${exempt.type} from that (${exempt.attribute}); in a policy that does not, it is the MLS constraint: ${failure?.reason}`;
}

/** A constraint that counts for some types and in some policies. */
function mcsNote(record: AccessRecord, failures: LevelFailure[]): string | undefined {
	const [failure] = failures;
	if (failure?.kind !== 'mcs') return undefined;
	const parties = (failure.constraint.binds ?? []).map((party) => record[party].type);
	// Who looks through /proc meets processes of all levels.
	if (parties.every(isFreeType) || isLookAtProcess(record)) return undefined;
	const families = familiesOf(failures);
	const types = [...new Set(parties)].join(' or ');
	const condition = isBound(record, failure)
		? ''
		: `, if ${types} is an mcs_constrained_type there`;
	if (families.size === 2) {
		return `If ${types} is an mcs_constrained_type, it is the MCS constraint: ${failure.reason}`;
	}
	const [there, elsewhere] = families.has('fedora')
		? ["Fedora's policy", 'the reference policy']
		: ['the reference policy (Debian, Gentoo)', "Fedora's and RHEL's"];
	return `In ${there} it may be the MCS constraint${condition}: ${failure.reason} ${elsewhere[0]?.toUpperCase()}${elsewhere.slice(1)} does not constrain this.`;
}

/** Whether any kind of policy compares levels for it. */
function isConstrained({ class: of, permissions }: AccessRecord): boolean {
	const kinds = ['mls', 'mcs'] as const;
	return permissions.some((each) => kinds.some((kind) => constraintsOn(kind, of, each).length > 0));
}

function cutNote(...contexts: RecordContext[]): string | undefined {
	const cut = contexts.find(({ isLevelCut }) => isLevelCut);
	return cut === undefined
		? undefined
		: `The level ${cut.rangeText} is cut or made unreadable, so levels are not compared here: the whole record tells whether they matter.`;
}

function unreadableNote(...contexts: RecordContext[]): string | undefined {
	return contexts.some(isTranslated)
		? 'The levels are translated, so they cannot be compared here: setrans.conf(5) of that host has their meaning.'
		: undefined;
}
