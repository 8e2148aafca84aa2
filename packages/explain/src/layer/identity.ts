// Users and roles of a record, and what may be wrong with them.

import type { AccessRecord, RecordContext } from '@peercon/records';
import { checksOf } from '../check/check.ts';
import { isPolicyName } from '../names.ts';
import { CONTAINER } from './boolean-rows.ts';

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

/**
 * Types with can_change_object_identity in both policies: of what labels by path, for whomever it is.
 *
 * @see domain_obj_id_change_exemption, domain_unconfined
 */
const LABELS_FOR_ALL =
	/^(?:unconfined|unconfined_service|initrc|init|kernel|udev|setfiles|restorecond|systemd_tmpfiles|systemd_logind|sysadm|secadm|rpm|newrole|lvm|useradd|passwd|updpwd)_t$/;

/** Whether something is created for another user, which a constraint on users allows to few types. */
export function createsForOther(record: AccessRecord): boolean {
	return record.permissions.includes('create') && isForOther(record);
}

/** Whether something of another user is relabeled, or for one. */
export function relabelsForOther(record: AccessRecord): boolean {
	return record.permissions.some((name) => name.startsWith('relabel')) && isForOther(record);
}

function isForOther(record: AccessRecord): boolean {
	const { subject, object } = record;
	if (!isOfObject(record) || LABELS_FOR_ALL.test(subject.type)) return false;
	return subject.user !== object.user && object.type !== 'unlabeled_t';
}

/** Whether it is about something that has a label of its own, and no process: its role says nothing. */
export function isOfObject({ class: of }: AccessRecord): boolean {
	return /^(?:dir|.*file|.*_socket)$/.test(of);
}

/**
 * Whether a constraint on users and roles may be what refuses: they differ, where something is made, relabeled
 * or becomes another. (With UBAC, as of Gentoo, also where files and processes of others are used.)
 */
export function mayBeIdentity(record: AccessRecord): boolean {
	const { subject, object, details } = record;
	// A rule that was pasted tells no users.
	if (details.rule !== undefined && !isOfObject(record)) return true;
	const isSame = subject.user === object.user;
	if (isTransition(record)) return !isSame || subject.role !== object.role;
	return !isSame && (isMadeOrRelabeled(record) || mayBeOfUbac(record));
}

function isMadeOrRelabeled({ permissions }: AccessRecord): boolean {
	return permissions.some((name) => /^(?:create|relabel\w+)$/.test(name));
}

/** UBAC compares the users of two people; what is system_u is exempt. */
function mayBeOfUbac({ subject, object }: AccessRecord): boolean {
	return ![subject.user, object.user].includes('system_u');
}

/** Whether an engine starts a container, which container-selinux lets it: what differs beside the types is in question. */
export function startsContainer({ subject, object, permissions }: AccessRecord): boolean {
	return (
		subject.type === 'container_runtime_t' &&
		CONTAINER.test(object.type) &&
		permissions.includes('transition')
	);
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
export function identityReason(record: AccessRecord): string {
	const { subject, object } = record;
	const users =
		subject.user !== object.user
			? `The users differ, ${subject.user} and ${object.user}`
			: record.details.rule === undefined
				? `Both have the user ${subject.user}`
				: 'Probably they differ; the rule that was pasted does not tell them';
	if (isOfObject(record) && !isMadeOrRelabeled(record)) {
		return `A policy with UBAC (Gentoo) keeps what one user has from another's programs. ${users}.`;
	}
	if (isOfObject(record)) {
		return `A constraint compares the users: only types with can_change_object_identity make or relabel something for another. ${users}.`;
	}
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
	const isNamed = from.role !== to.role && [from.role, to.role].every(isPolicyName);
	const rule = isNamed ? `, and which takes the rule 'allow ${from.role} ${to.role};'` : '';
	return `${names}, too: process transition is asked next, which a constraint probably refuses (but to programs that log people in or start containers)${rule}.`;
}
