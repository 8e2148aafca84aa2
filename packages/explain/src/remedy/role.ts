// The role of a process that changes: which rule lets it, and what to do instead.

import type { AccessRecord } from '@peercon/records';
import { PEOPLE } from '../layer/domains.ts';
import { changesRole } from '../layer/identity.ts';
import type { Layer } from '../layer/layer.ts';
import { command } from '../names.ts';
import type { Remedy } from './remedy.ts';
import { daemonOf } from './shared-type.ts';

/** Without a policy to ask, either rule may be the one that is missing. */
export function roleToo(record: AccessRecord, { basis }: Layer): Remedy[] {
	// What is in the wrong domain asks for a role as well that its own may have.
	const isAsked = basis === 'record' && daemonOf(record) === undefined;
	return isAsked && changesRole(record) ? [roleAllow(record)] : [];
}

/**
 * What to do where runcon(1) asks for somebody else's login: it asks for whatever it is told.
 *
 * @returns none for other programs and other contexts
 */
export function roleByRuncon({ class: of, subject, object, details }: AccessRecord): Remedy[] {
	const isOther = subject.user !== object.user && subject.role !== object.role;
	if (details.comm !== 'runcon' || of !== 'process' || !isOther) return [];
	if (!PEOPLE.test(object.type)) return [];
	return [
		{
			kind: 'command',
			why: `runcon(1) asks for another user and another role of SELinux, and policies have few ways to those. Log in with them instead, NAME being the account (or, where the login's SELinux user has both roles, newrole -r or sudo -r):`,
			text: command('semanage', 'login', '-a', '-s', object.user, 'NAME'),
		},
	];
}

/** The rule for two roles. */
export function roleAllow({ subject, object, details }: AccessRecord): Remedy {
	return {
		kind: 'rule',
		why: `${details.comm === 'runcon' ? "Or, in a policy of one's own, this" : 'This'} rule lets the one role become the other:`,
		text: `allow ${subject.role} ${object.role};`,
	};
}
