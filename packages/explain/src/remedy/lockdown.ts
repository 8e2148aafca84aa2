// Class lockdown: what the kernel keeps from root itself, asked of SELinux by some releases of Linux alone.

import type { AccessRecord } from '@peercon/records';
import { policyGap, UNCONFINED } from './policy-gap.ts';
import type { Remedy } from './remedy.ts';

/** What a reason is about, by the words of lockdown_reasons in the kernel. */
const WITHOUT: [reason: RegExp, why: string][] = [
	[
		/unsigned module/,
		'A module without a signature is to be loaded: sign it, with a key that the kernel trusts (scripts/sign-file of the kernel; mokutil(1), DKMS), or take the one of the distribution.',
	],
	[
		/kexec/,
		'Another kernel without a signature is to be loaded (kexec): `kexec -s`, which checks signatures, needs one that has one.',
	],
	[
		/debugfs|tracefs|BPF|perf/i,
		'It looks into the kernel, as tools that trace do: they are to run as root whom nothing confines, if at all.',
	],
];

/**
 * What to know of class lockdown.
 *
 * @see selinux_lockdown in security/selinux/hooks.c of Linux 5.6 to 5.15
 */
export function aboutLockdown(record: AccessRecord): Remedy[] {
	if (record.class !== 'lockdown') return [];
	const reason = record.details.lockdown_reason ?? '';
	const [, without] = WITHOUT.find(([words]) => words.test(reason)) ?? [];
	const isConfined = !UNCONFINED.test(record.subject.type);
	return [
		...(isConfined ? [] : policyGap(record)),
		...(isConfined && without !== undefined ? [{ kind: 'note' as const, why: without }] : []),
		{
			kind: 'note',
			why: 'Only Linux 5.6 to 5.15 ask SELinux this; 5.16 took the class lockdown out, so a newer kernel asks nothing here. Until then the rule allows it to the domain, whatever the reason; the lockdown mode of the kernel itself (/sys/kernel/security/lockdown) is another matter, and stays.',
		},
	];
}
