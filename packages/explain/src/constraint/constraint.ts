// Constraints: what policies compare beside their allow rules.

import type { AccessRecord, RecordContext } from '@peercon/records';
import { ANDROID } from './android.ts';
import { MCS } from './mcs.ts';
import { MLS } from './mls.ts';
import { isOfOpenWrt } from './openwrt.ts';

/**
 * What must hold between the levels: l1 and h1 are the low and the high level of the subject, l2 and h2
 * those of the object.
 */
export type Comparison =
	| 'l1 dom l2'
	| 'h1 dom h2'
	| 'l1 domby l2'
	| 'l1 eq l2'
	| 'l1 eq h2'
	| 'l2 eq h2'
	| 'l1 in l2-h2'
	| 'l1-h1 in l2-h2';

/** Whose policies have it: the reference policy's (Debian, Gentoo), Fedora's and RHEL's, Android's. */
export type PolicyFamily = 'refpolicy' | 'fedora' | 'android';

/** A constraint on levels, mlsconstrain in a policy's sources. */
export interface Constraint {
	/** The classes and the permissions that it is on. */
	classes: string;
	permissions: string;
	/** All of them must hold. */
	holds: readonly Comparison[];
	/** Attributes that exempt the type of the subject, or of the object, from it. */
	exempts?: readonly Exemption[];
	/** Whose type must not be unlabeled_t, or it exempts. */
	exemptsUnlabeled?: 'subject' | 'object';
	/** Under MCS it counts only where one of these has a type with the attribute mcs_constrained_type. */
	binds?: readonly ('subject' | 'object')[];
	policies: readonly PolicyFamily[];
	/** Which objects it is on, where that is not all. */
	objects?: (object: RecordContext) => boolean;
	/** Which releases have it, where they differ. */
	release?: 'Android 5' | 'Android 12 to 14';
}

/** An attribute that exempts whoever's type has it, where the levels meet its conditions. */
export interface Exemption {
	of: 'subject' | 'object';
	attribute: string;
	/** All of them must hold. */
	when?: readonly LevelTest[];
	/** It exempts from this comparison alone, where there are several. */
	from?: Comparison;
}

/** `l1 above l2`: l1 dominates l2 or neither dominates the other. */
export type LevelTest =
	| 'h1 dom l2'
	| 'l1 dom l2'
	| 'l1 domby l2'
	| 'l1 domby h2'
	| 'h1 domby h2'
	| 'l1 above l2'
	| 'l1 above h2';

/** Which kind of policy: one sensitivity and categories, several sensitivities, or Android's. */
export type PolicyKind = 'mcs' | 'mls' | 'android';

const TABLES: Record<PolicyKind, readonly Constraint[]> = { mcs: MCS, mls: MLS, android: ANDROID };

/**
 * The constraints on a class and a permission, in one kind of policy.
 *
 * @returns those of all that have such a policy; empty where levels do not matter
 */
export function constraintsOn(
	kind: PolicyKind,
	objectClass: string,
	permission: string,
): Constraint[] {
	return TABLES[kind].filter(
		({ classes, permissions }) =>
			classes.split(' ').includes(objectClass) && permissions.split(' ').includes(permission),
	);
}

/**
 * Which kind of policy a record comes from, as far as it tells. MCS has the sensitivity s0 alone; a
 * record of an MLS policy may have it alone, too: then both agree.
 */
export function policyKindOf({ subject, object }: AccessRecord): PolicyKind {
	const isAndroid = subject.user === 'u' && object.user === 'u';
	if (isAndroid && !isOfOpenWrt({ subject, object })) return 'android';
	const levels = [subject.range, object.range].flatMap((range) =>
		range === undefined ? [] : [range.low, range.high],
	);
	return levels.some(({ sensitivity }) => sensitivity > 0) ? 'mls' : 'mcs';
}
