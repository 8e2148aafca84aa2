// The logs that the system's logger writes for all, /var/log/messages and its like: their label is right.

import type { AccessRecord } from '@peercon/records';
import { nameOf } from '../check/situation.ts';
import { isWriting } from './own-type.ts';
import type { Remedy } from './remedy.ts';
import { hasTypeOfName } from './well-known.ts';

/** Whether such a log is to be read. */
export function readsSystemLog(record: AccessRecord): boolean {
	const { class: of, subject, object } = record;
	if (of !== 'file' || object.type !== 'var_log_t' || isWriting(record)) return false;
	return subject.type.endsWith('_t') && hasTypeOfName(record);
}

/**
 * What to do where a service may not.
 *
 * @see system/logging.fc and logging_read_generic_logs in system/logging.if of the reference policy
 */
export function systemLog(record: AccessRecord): Remedy[] {
	const { subject } = record;
	return [
		{
			kind: 'note',
			why: `By its name ${nameOf(record)} is a log of the system's, and var_log_t is right for that: restorecon changes nothing, and with another type its other readers would lose it. If ${subject.type} is there to read such logs, update selinux-policy first; otherwise it needs a module, for this and what goes with it, in its source logging_read_generic_logs(${subject.type}). Narrower: let the logger write what it is to see to a file of its own, with a type that it may read.`,
		},
	];
}
