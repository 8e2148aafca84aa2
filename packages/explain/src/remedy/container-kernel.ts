// Containers that would change what all of a host share: mount on file systems of its kernel, or set something there.

import type { AccessRecord } from '@peercon/records';
import { isConfinedContainer } from './container-domain.ts';
import { AS_SPC } from './container-host.ts';
import type { Remedy } from './remedy.ts';
import { HIDE_IN_CONTAINERS, hushed } from './rule.ts';

/**
 * File systems that are one for the whole host, by the types that policies give them. Not proc_t and cgroup_t: newer
 * policies let containers mount there.
 */
const OF_HOST =
	/^(?:sysctl(?:_\w+)?|sysfs|debugfs|tracefs|securityfs|configfs|binfmt_misc_fs|bpf|pstore|efivarfs|usermodehelper)_t$/;

/**
 * What to do where a container mounts there, or registers programs with the kernel.
 *
 * @returns none for other records; otherwise all that there is to say, for a rule would be for all containers, and
 *   the next thing that is refused is the mount or CAP_SYS_ADMIN
 */
export function changesKernelOfHost(record: AccessRecord): Remedy[] {
	const { subject, object } = record;
	if (!isConfinedContainer(subject.type)) return [];
	if (!OF_HOST.test(object.type) || !isChange(record)) return [];
	return [
		{
			kind: 'note',
			why: `${object.type} is of the host's kernel, and a container is not to change that: no label and no volume lets it, and mostly no update. ${onHost(record)} ${inContainer(record)}`,
		},
	];
}

function isChange({ class: of, permissions, object }: AccessRecord): boolean {
	if (of === 'filesystem') return permissions.some((each) => /^(?:un|re)?mount$/.test(each));
	if (permissions.includes('mounton')) return true;
	const isSetting = permissions.some((each) => /^(?:write|append)$/.test(each));
	return of === 'file' && isSetting && /^(?:sysctl\w*|binfmt_misc_fs)_t$/.test(object.type);
}

/** How the container itself does it, if it is to. */
function inContainer({ class: of, permissions }: AccessRecord): string {
	return of === 'file' && !permissions.includes('mounton')
		? 'If the container itself is to do it, run this one with --privileged (without, engines mount /proc/sys read-only).'
		: `If the container itself is to do it (as a build that mounts, or Podman within Podman), run this one with --privileged, or as ${AS_SPC} with the capability that it asks for. systemd in a container mostly goes on without such a mount.`;
}

/** Who does it on the host. */
function onHost({ object, permissions, class: of, details }: AccessRecord): string {
	const { path = '', dev } = details;
	if (object.type === 'binfmt_misc_fs_t' || /binfmt_misc/.test(path) || dev === 'binfmt_misc') {
		return 'binfmt_misc is for programs of other architectures (qemu-user-static, docker/binfmt): register them once on the host, by its package qemu-user-static or a file in /etc/binfmt.d (systemd-binfmt), with the flag F, and every container has them.';
	}
	if (object.type === 'sysctl_rpc_t') {
		return "It is a switch of the kernel's RPC in /proc/net/rpc, which the host's own gssproxy or NFS server sets: let that run on the host, and take it out of the container's settings (of gssproxy: kernel_nfsd).";
	}
	const isSetting = of === 'file' && !permissions.includes('mounton');
	return isSetting
		? 'What is of the network or of IPC each container has for itself (most of net.*): --sysctl NAME=VALUE sets it there (Kubernetes: securityContext.sysctls). The rest is set on the host (/etc/sysctl.d).'
		: 'Mount it on the host, and give the container what it is to see as a volume.';
}

/**
 * What to do where a container would look into the kernel, by BPF programs or events of performance.
 *
 * @returns none for other records; otherwise all that there is to say, for a rule would be for all containers
 */
export function watchesKernelOfHost(record: AccessRecord): Remedy[] {
	const { subject, object, class: of, permissions } = record;
	const isPlain = /^(?:container_t|svirt_lxc_net_t)$/.test(subject.type);
	if (!isPlain || object.type !== subject.type) return [];
	const isByCapability =
		of === 'capability2' && permissions.every((each) => /^(?:bpf|perfmon)$/.test(each));
	if (!/^(?:bpf|perf_event)$/.test(of) && !isByCapability) return [];
	const byBoolean = isByCapability
		? ' The capability alone comes with virt_sandbox_use_all_caps, which Fedora and RHEL have on (see getsebool(8)); the classes bpf and perf_event are asked besides.'
		: '';
	return [
		{
			kind: 'note',
			why: `What BPF programs and events of performance show is of the host's whole kernel, so no plain container is to have them, and mostly no update changes that. What is there for it (Cilium, Tetragon, Falco, a profiler) is to run as ${AS_SPC}. What only tries whether it could, as an operator of such an agent, goes on without.${byBoolean}`,
		},
		hushed(record, HIDE_IN_CONTAINERS),
	];
}
