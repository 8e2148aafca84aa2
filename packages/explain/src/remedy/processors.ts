// Programs that ask the kernel for its processors and its memory when they start: /sys/devices/system.

import type { AccessRecord } from '@peercon/records';
import { nameOf } from '../check/situation.ts';
import { policyGap } from './policy-gap.ts';
import type { Remedy } from './remedy.ts';
import { HIDE, hushed } from './rule.ts';

/** What to know of such a look, and how to hide it; none for other records. */
export function looksAtProcessors(record: AccessRecord): Remedy[] {
	if (!isLookAtProcessors(record)) return [];
	return [PROCESSORS, ...policyGap(record), hushed(record, HIDE), ...unlabeled(record)];
}

/** Whether a program asks how many processors there are, or how the memory is laid out (NUMA). */
function isLookAtProcessors({ class: of, object, details, permissions }: AccessRecord): boolean {
	const { name = '', path = '' } = details;
	const isNamed = /^(?:node\d*|cpu\d*|online|possible|present|topology|nodelist|cpulist)$/.test(
		name,
	);
	return (
		/^(?:dir|file|lnk_file)$/.test(of) &&
		/^(?:sysfs|cpu_online)_t$/.test(object.type) &&
		(isNamed || path.startsWith('/sys/devices/system/')) &&
		permissions.every((each) => /^(?:getattr|open|read|search|ioctl|lock)$/.test(each))
	);
}

/** @see cpu_online_t in kernel/devices.fc, which systemd-tmpfiles(8) gives, or a unit of its own, after /sys is mounted */
function unlabeled(record: AccessRecord): Remedy[] {
	if (nameOf(record) !== 'online' || record.object.type !== 'sysfs_t') return [];
	return [
		{
			kind: 'command',
			why: 'If it is /sys/devices/system/cpu/online: policies have a type for that (cpu_online_t), which most may read; it has lost it, or has not got it yet, as early at boot. This gives it; at boot what labels /sys is to run before who asks (update what brings it, as systemd or microos-tools):',
			text: 'restorecon -v /sys/devices/system/cpu/online',
		},
	];
}

const PROCESSORS: Remedy = {
	kind: 'note',
	why: 'Probably it asks how many processors there are and how the memory lies to them (/sys/devices/system/cpu and node), as many programs and libraries do when they start (C libraries, Go, Java, jemalloc, hwloc, libnuma). Mostly harmless: it goes on with a guess.',
};
