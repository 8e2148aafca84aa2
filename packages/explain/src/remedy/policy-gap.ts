// What every maintainer says first of a confined domain that is refused something of its own: that the policy
// itself may lack the rule.

import type { AccessRecord } from '@peercon/records';
import { isSubjectProcess } from '../check/check.ts';
import { isOfOneDaemon } from './boolean.ts';
import type { Remedy } from './remedy.ts';

/** People, and what has no policy of its own to be updated. */
const OF_NO_SERVICE = /^(?:unlabeled|unconfined|staff|user|sysadm|guest|xguest)_t$|\.process$/;

/** How the sentence begins, by which it is said once. */
export const GAP = 'Probably a gap in the policy';

/**
 * To update the policy before a rule is added to it.
 *
 * @param record - one for which a rule is all that there is to say
 * @returns none for Android, whose policy is a part of its image, and for what no policy is of
 */
export function policyGap(record: AccessRecord): Remedy[] {
	const { subject, object, permissions } = record;
	const { type } = subject;
	if (subject.user === 'u' || OF_NO_SERVICE.test(type) || !type.endsWith('_t')) return [];
	if (object.type === 'unlabeled_t' || !isSubjectProcess(record)) return [];
	if (permissions.some((each) => /^(?:entrypoint|transition|dyntransition|relabel\w+)$/.test(each)))
		return [];
	const from = /^container_/.test(type) ? 'container-selinux and selinux-policy' : 'selinux-policy';
	return [
		{
			kind: 'note',
			why: `${GAP}, if ${type} is a domain of the distribution's${isOfOneDaemon(record) ? ' and needs it for itself, not for those whom it serves' : ''}: update ${from} first, and where the newest lacks it, too, report it there. (A policy that came with the program: that one.)`,
		},
	];
}
