// What perf_event_open(2) asks for, one after the other.

import type { AccessRecord } from '@peercon/records';
import type { Remedy } from './remedy.ts';

/**
 * What follows the first permission of a performance event.
 *
 * @returns none for other records
 * @see perf_allow_kernel and perf_allow_cpu in linux/perf_event.h, selinux_perf_event_open in security/selinux/hooks.c
 */
export function nextOfPerfEvent({ class: of, subject, permissions }: AccessRecord): Remedy[] {
	if (of !== 'perf_event' || subject.user === 'u' || !permissions.includes('open')) return [];
	return [
		{
			kind: 'note',
			why: 'open is the first of them: next are kernel (events of the kernel), cpu (of a whole CPU) and tracepoint, as the program wants them, then read and write of what was opened. Fedora has them together, in kernel_manage_perf_event().',
		},
	];
}
