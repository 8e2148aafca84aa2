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

/**
 * A helper that a BPF program calls asks so, in whatever process that program has hit.
 *
 * @see commit ff40e51043af of Linux 5.13 ("bpf, lockdown, audit: Fix buggy SELinux lockdown permission checks"): since
 *   then who loads the program is asked, once
 */
const BYSTANDER =
	'Probably this program does nothing of the kind: some tool on the host traces with BPF (bpftrace, bcc, an agent for security or monitoring, a hook that records what a container calls), and kernels up to 5.12 asked this in whatever process its BPF program hit. Mostly nothing fails in this one. Look for who traces (`bpftool prog`), and update the kernel; no rule for this domain.';

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
		...(isBystander(record) ? [note(BYSTANDER)] : []),
		...(isConfined && !isBystander(record) && reasoned !== undefined && !isTraced
			? [note(reasoned)]
			: []),
		note(OF_SOME_RELEASES),
		...(isTraced ? [note(OF_MODULE)] : []),
	];
}

/** Whether it is asked where a BPF program runs, and of a program that is there for something else. */
function isBystander({ subject, details }: AccessRecord): boolean {
	const isByBpf = /bpf to read/i.test(details.lockdown_reason ?? '');
	const isTracer = /^(?:bpftrace|bpftool|perf|systemd|python|falco|tetragon|cilium|pcp|pmda)/;
	return isByBpf && !UNCONFINED.test(subject.type) && !isTracer.test(details.comm ?? '');
}

function note(why: string): Remedy {
	return { kind: 'note', why };
}

const OF_SOME_RELEASES =
	'Only Linux 5.6 to 5.15 (and kernels of distributions with that part) ask SELinux this; 5.16 took the class lockdown out, so a newer kernel asks nothing here. A newer selinux-policy may have the rule, too; until then the rule allows it to the domain, whatever the reason; the lockdown mode of the kernel itself (/sys/kernel/security/lockdown) is another matter, and stays.';
