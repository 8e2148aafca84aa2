// Users and roles of a record, and what may be wrong with them.

import { labelOf } from './label.ts';
import type { AccessRecord } from './record.ts';

/**
 * Whether a process wants another role, which takes more than an allow rule between types.
 *
 * @param record - the record
 */
export function changesRole(record: AccessRecord): boolean {
	return isTransition(record) && labelOf(record.source).role !== labelOf(record.target).role;
}

/**
 * Whether a process wants another user.
 *
 * @param record - the record
 */
export function changesUser(record: AccessRecord): boolean {
	return isTransition(record) && labelOf(record.source).user !== labelOf(record.target).user;
}

function isTransition({ class: objectClass, permissions }: AccessRecord): boolean {
	return objectClass === 'process' && permissions.some((name) => /transition$/.test(name));
}

/**
 * Says why a change of role is refused.
 *
 * @param record - the record
 */
export function roleReason({ source, target }: AccessRecord): string {
	return `The role changes from ${labelOf(source).role} to ${labelOf(target).role}, which takes a rule of its own.`;
}

/**
 * Says why a constraint on users and roles refuses.
 *
 * @param record - the record
 * @see policy/constraints in refpolicy
 */
export function identityReason({ source, target }: AccessRecord): string {
	const [s, t] = [labelOf(source), labelOf(target)];
	const users =
		s.user === t.user
			? `Both have the user ${s.user}`
			: `The users differ, ${s.user} and ${t.user}`;
	const roles = s.role === t.role ? '' : `, and so do the roles, ${s.role} and ${t.role}`;
	return `A constraint may compare users and roles. ${users}${roles}.`;
}
