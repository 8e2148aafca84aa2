// Class lockdown: what the kernel keeps from root itself, asked of SELinux by some releases of Linux alone.

import type { AccessRecord } from '@peercon/records';
import { policyGap, UNCONFINED } from './policy-gap.ts';
import type { Remedy } from './remedy.ts';

const TRACE = /debugfs|tracefs|BPF|perf/i;

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
		/unsafe use of perf/,
		'Mostly it is spurious: these kernels asked it of many a perf_event_open(2) (for samples of registers), and nothing fails without. Update selinux-policy or the kernel.',
	],
	[
		TRACE,
		'Probably it looks into the kernel, as tools that trace do: they are to run as root whom nothing confines, if at all.',
	],
];

const OF_MODULE =
	'Probably a module that it loads registers its trace points or files of debugfs, and looks at nothing: mostly the module is loaded all the same. Update selinux-policy, which may have the rule for who loads modules.';

/**
 * What to know of class lockdown.
 *
 * @see selinux_lockdown in security/selinux/hooks.c of Linux 5.6 to 5.15
 */
export function aboutLockdown(record: AccessRecord): Remedy[] {
	if (record.class !== 'lockdown') return [];
	const reason = record.details.lockdown_reason ?? '';
	const isModule = /^(?:systemd_modules_load|kmod|insmod|udev)_t$/.test(record.subject.type);
	const [, reasoned] = WITHOUT.find(([words]) => words.test(reason)) ?? [];
	const isTraced = isModule && TRACE.test(reason);
	const isConfined = !UNCONFINED.test(record.subject.type);
	return [
		...(isConfined ? [] : policyGap(record)),
		...(isConfined && reasoned !== undefined && !isTraced ? [note(reasoned)] : []),
		note(OF_SOME_RELEASES),
		...(isTraced ? [note(OF_MODULE)] : []),
	];
}

function note(why: string): Remedy {
	return { kind: 'note', why };
}

const OF_SOME_RELEASES =
	'Only Linux 5.6 to 5.15 (and kernels of distributions with that part) ask SELinux this; 5.16 took the class lockdown out, so a newer kernel asks nothing here. A newer selinux-policy may have the rule, too; until then the rule allows it to the domain, whatever the reason; the lockdown mode of the kernel itself (/sys/kernel/security/lockdown) is another matter, and stays.';
