// Types that are everybody's: of containers, virtual machines, logins, and of what has no domain.

import type { AccessRecord } from '@peercon/records';
import { isSubjectProcess } from '../check/check.ts';
import type { Remedy } from './remedy.ts';

/** Threads of the kernel, by the names that ps(1) shows in brackets. */
const KERNEL_THREAD =
	/^(?:kworker|kthreadd|ksoftirqd|swapper|irq\/|rcu|migration|kswapd|jbd2|nfsd|kauditd|khugepaged|kdevtmpfs)/;

/** What systemd does itself, or one of its children before it has executed a service's program. */
function isOfSystemd(of: string, comm: string, pid?: string): boolean {
	return pid === '1' || /^\(|^systemd/.test(comm) || /^(?:process2?|dbus|service|system)$/.test(of);
}

const SHARED: [type: RegExp, why: string][] = [
	[
		/^(?:container_t|svirt_lxc_net_t)$/,
		'Every container is container_t, so a rule for it opens all of them. A type for this container alone: udica(8) makes a policy from `podman inspect`, to be run with --security-opt label=type:NAME.process.',
	],
	[
		/^(?:svirt_t|svirt_tcg_t|qemu_t)$/,
		'Every virtual machine is of this type, so a rule for it opens all of them. Give the disk or device the label that libvirt would (<seclabel> in the domain), or this machine a type of its own there.',
	],
	[
		/^(?:user|staff|sysadm|guest|xguest)_t$/,
		'Every program of such a login has this type, so a rule for it opens all of them. Give the program a domain of its own that these users may enter, or let the person log in as somebody who may.',
	],
	[
		/^(?:init|initrc|unconfined_service)_t$/,
		'A service in this domain has none of its own: no type of its file leads to one (`ls -Z` of what ExecStart= names; or SELinuxContext= in the unit). A rule here opens all services that have none.',
	],
	[
		/^kernel_t$/,
		'A program in kernel_t has never left the domain that everything starts in: probably init or its files had no labels when the policy was loaded (`touch /.autorelabel`, and boot). The threads of the kernel itself have it, too.',
	],
];

/**
 * What to do instead of a rule for a subject's type that many share.
 *
 * @returns undefined if the type is of one program, or the kernel acts for somebody else
 */
export function sharedType(record: AccessRecord): Remedy | undefined {
	const { subject, class: of, details } = record;
	if (/^(?:packet|peer|netif|node|association)$/.test(of) || !isSubjectProcess(record))
		return undefined;
	const { comm = '', pid } = details;
	if (subject.type === 'kernel_t' && KERNEL_THREAD.test(comm)) return undefined;
	if (subject.type === 'init_t' && isOfSystemd(of, comm, pid)) return undefined;
	const [, why] = SHARED.find(([type]) => type.test(subject.type)) ?? [];
	return why === undefined ? undefined : { kind: 'note', why };
}
