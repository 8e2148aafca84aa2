// Engines that run each container in a virtual machine (Kata Containers, libkrun): its monitor has a domain of its own.

import type { AccessRecord } from '@peercon/records';
import type { Remedy } from './remedy.ts';

/** Monitors of virtual machines, and what serves them files, by comm=, which has 15 characters. */
const MONITOR =
	/^(?:qemu-(?:system|kvm)|firecracker|cloud-hyperviso|crosvm|virtiofsd|krun|dragonball)/;

/** Whether a monitor runs in the domain of plain containers. */
function isMonitor({ subject, details }: AccessRecord): boolean {
	return /^(?:container_t|svirt_lxc_net_t)$/.test(subject.type) && MONITOR.test(details.comm ?? '');
}

/** What to know first of such a monitor; none for other records. */
export function monitorOfMachine(record: AccessRecord): Remedy[] {
	if (!isMonitor(record)) return [];
	const { comm } = record.details;
	return [
		{
			kind: 'note',
			why: `${comm} runs a virtual machine. If it is the engine's, which runs its containers in machines (Kata Containers, libkrun), it is to be container_kvm_t, which may use what they need (/dev/kvm, /dev/vhost-net, /dev/net/tun): update the engine, which has to give it that label, and container-selinux. Until then run that one container with --security-opt label=disable. What follows is for a machine that somebody starts in a plain container:`,
		},
	];
}
