// Users and roles of a record, and what may be wrong with them.

import type { AccessRecord, RecordContext } from '@peercon/records';
import { checksOf } from '../check/check.ts';

/** The part of a context that a program does not choose by what it executes. */
type WithIdentity = Pick<RecordContext, 'user' | 'role'>;

/**
 * Whether a process wants another role, which takes more than an allow rule between types.
 */
export function changesRole(record: AccessRecord): boolean {
	return isTransition(record) && record.subject.role !== record.object.role;
}

/**
 * Whether a process wants another user.
 */
export function changesUser(record: AccessRecord): boolean {
	return isTransition(record) && record.subject.user !== record.object.user;
}

/** Whether something is created for another user, which a constraint on users allows to few types. */
export function createsForOther({
	class: of,
	permissions,
	subject,
	object,
}: AccessRecord): boolean {
	const isConstrained = /^(?:dir|.*file|.*_socket)$/.test(of) && permissions.includes('create');
	return isConstrained && subject.user !== object.user && object.type !== 'unlabeled_t';
}

/** Class process2 asks beside that whether it may be done at all, not whether the two go together. */
function isTransition(record: AccessRecord): boolean {
	return (
		record.class === 'process' && checksOf(record).some(({ object }) => object === 'new context')
	);
}

/**
 * Says why a change of role is refused.
 */
export function roleReason({ subject, object }: AccessRecord): string {
	return `The role changes from ${subject.role} to ${object.role}, which takes a rule of its own.`;
}

/**
 * Says why a constraint on users and roles refuses.
 *
 * @see policy/constraints in refpolicy
 */
export function identityReason({ subject, object }: AccessRecord): string {
	const users =
		subject.user === object.user
			? `Both have the user ${subject.user}`
			: `The users differ, ${subject.user} and ${object.user}`;
	const roles =
		subject.role === object.role ? '' : `, and so do the roles, ${subject.role} and ${object.role}`;
	return `A constraint may compare users and roles. ${users}${roles}.`;
}

/**
 * Says what a change of domain meets once it need not be bounded any more.
 *
 * @param from - the old context
 * @param to - the new one
 * @returns a sentence, or undefined where user and role stay
 */
export function nextRefusal(from: WithIdentity, to: WithIdentity): string | undefined {
	const changes = [
		from.user === to.user ? '' : `the user changes from ${from.user} to ${to.user}`,
		from.role === to.role ? '' : `the role from ${from.role} to ${to.role}`,
	].filter((each) => each !== '');
	if (changes.length === 0) return undefined;
	const names = changes
		.join(' and ')
		.replace(/^t/, 'T')
		.replace(/^The role from/, 'The role changes from');
	return `${names}, too: process transition is asked next, which a constraint probably refuses (but to programs that log people in or start containers)${from.role === to.role ? '' : `, and which takes the rule 'allow ${from.role} ${to.role};'`}.`;
}
