// Monitors of virtual machines, such as qemu: those of containers (Kata Containers, libkrun) have a domain of their own,
// and all get the devices of the host as descriptors.

import type { AccessRecord } from '@peercon/records';
import { VIRTUAL_MACHINE } from '../layer/domains.ts';
import { isOfBasePolicy } from './anonymous-inode.ts';
import type { Remedy } from './remedy.ts';

/** Monitors of virtual machines, and what serves them files, by comm=, which has 15 characters. */
const MONITOR =
	/^(?:qemu-(?:system|kvm)|firecracker|cloud-hyperviso|crosvm|virtiofsd|krun|dragonball)/;

/** Whether a monitor runs in the domain of plain containers. */
function isMonitor(record: AccessRecord): boolean {
	const { subject, details } = record;
	// Every domain may lack what is new: that tells nothing of whose machine it is.
	if (isOfBasePolicy(record)) return false;
	return /^(?:container_t|svirt_lxc_net_t)$/.test(subject.type) && MONITOR.test(details.comm ?? '');
}

/** Devices that who starts a monitor opens for it. */
export const OF_STARTER = /^(?:tun_tap|vhost)_device_t$/;

/** Whether a monitor was refused to open such a device, which it may use. */
function opensItself({ subject, object, permissions }: AccessRecord): boolean {
	const isConfined = VIRTUAL_MACHINE.test(subject.type) || subject.type === 'container_kvm_t';
	return isConfined && OF_STARTER.test(object.type) && permissions.every((each) => each === 'open');
}

/** Whether a monitor attaches to a network device that is there already, with the label of its own domain. */
function attaches({ class: of, subject, object }: AccessRecord): boolean {
	return of === 'tun_socket' && subject.type === object.type;
}

/** @see selinux_tun_dev_open in security/selinux/hooks.c */
const ATTACHES: Remedy = {
	kind: 'note',
	why: "It attaches to a TUN or TAP device that is there already (TUNSETIFF), which asks for relabelfrom of the device's label and relabelto of its own. Here both are the container's, so no label is wrong: probably the policy lacks the rule, which container-selinux has had since 2020. Update that first.",
};

/**
 * What to know first of a monitor; none for other records.
 *
 * @see corenet_rw_inherited_tun_tap_dev and dev_rw_inherited_vhost in virt.te and container.te
 */
export function monitorOfMachine(record: AccessRecord): Remedy[] {
	if (opensItself(record)) return [openedByStarter(record)];
	if (!isMonitor(record)) return [];
	if (attaches(record)) return [ATTACHES];
	const { comm } = record.details;
	return [
		{
			kind: 'note',
			why: `${comm} runs a virtual machine. If it is the engine's, which runs its containers in machines (Kata Containers, libkrun), it is to be container_kvm_t, which may use what they need (/dev/kvm, /dev/vhost-net, /dev/net/tun): update the engine, which has to give it that label, and container-selinux. Until then run that one container with --security-opt label=disable. What follows is for a machine that somebody starts in a plain container:`,
		},
	];
}

function openedByStarter({ subject, object }: AccessRecord): Remedy {
	return {
		kind: 'note',
		why: `Only open was refused: policies let ${subject.type} use what ${object.type} labels by a descriptor that it was started with, and not open it. Who starts the machine (libvirt, the engine) is to open it and pass the descriptor: update that first, or have it make the interface. Until then the rule for open alone is enough.`,
	};
}
