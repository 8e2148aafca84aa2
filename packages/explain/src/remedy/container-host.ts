// Containers that ask about the host: its processes, its sockets, its SELinux.

import type { AccessRecord } from '@peercon/records';
import { isLookAtProcess, nameOf } from '../check/situation.ts';
import { isConfinedContainer, isContainer } from './container-domain.ts';
import type { Remedy } from './remedy.ts';
import { HIDE_IN_CONTAINERS, hushed } from './rule.ts';

/** How a container is run that may do what its domain may not, by what runs it. */
export const AS_SPC =
	'spc_t (Kubernetes: securityContext.seLinuxOptions.type: spc_t, or privileged; Podman and Docker: --security-opt label=disable)';

/** What to do where a container looks at a process of the host. */
export function lookAtHost(record: AccessRecord): Remedy[] {
	const { subject, object } = record;
	if (!isLookAtProcess(record) || !isContainer(subject.type) || isContainer(object.type)) return [];
	return [
		{
			kind: 'note',
			why: `The process that it looks at is one of the host (${object.type}): the container shares the host's processes (hostPID, --pid=host), or has the host's /proc as a volume. What must see them, as for monitoring, is to run as ${AS_SPC}. No label of a volume (:Z) reaches /proc.`,
		},
		hushed(
			record,
			'If the program does without (its own log tells), this hides the record and allows nothing, for every container of this type:',
		),
	];
}

/** What a process asks of itself that only programs which know SELinux do: setexeccon(3) and the like. */
const OF_ITSELF = /^set(?:exec|fscreate|keycreate|sockcreate|current)$/;

/** Whether a program in a container acts as if it were SELinux's to use: sets contexts, or asks the policy. */
export function isAwareInContainer(record: AccessRecord): boolean {
	const { subject, object, class: of, permissions, details } = record;
	if (!isConfinedContainer(subject.type)) return false;
	const isSetting = of === 'process' && permissions.every((each) => OF_ITSELF.test(each));
	const isOfSelinuxfs = details.dev === 'selinuxfs' || object.type === 'security_t';
	return isSetting || of === 'security' || isOfSelinuxfs;
}

/** What to do about that: mostly nothing, and never a rule for all containers. */
export function awareInContainer(record: AccessRecord): Remedy[] {
	if (!isAwareInContainer(record)) return [];
	return [
		{
			kind: 'note',
			why: 'A program in the container that knows SELinux (cron, sshd, login and PAM, systemd, rpm, useradd) takes it for enabled there. Mostly it is harmless: it goes on without. A container should not see selinuxfs: where /sys/fs/selinux is not there or read-only, is_selinux_enabled(3) says no. So do not mount it (nor all of /sys) into the container, and update the program in the image, which may not ask first. Do not allow it: what it would do next is for the host alone.',
		},
		hushed(record, HIDE_IN_CONTAINERS),
	];
}

/** Whether a container talks to a driver of storage (CSI), by the folder that the kubelet has for each driver. */
export function isTalkToDriver({ subject, object, details: { path = '' } }: AccessRecord): boolean {
	const isDriver = object.type === 'container_runtime_t' && isContainer(subject.type);
	return isDriver && /\/kubelet\/plugins\/[^/]+\/.+\.sock$/.test(path);
}

/** Sockets by which a container may do what its engine can. */
export const OF_ENGINE = /(?:docker|podman|containerd|crio|buildkitd)\b[\w.-]*\.sock$/;

/** What to do where a container is to use a socket that a service of the host has made. */
export function socketOfHost({ object, details }: AccessRecord): Remedy {
	const name = nameOf({ details });
	if (OF_ENGINE.test(name)) {
		return {
			kind: 'note',
			why: "It is probably the engine's own socket, made anew at each start: a label of the container's would not stay. A container that is given it can do on the host what the engine can: run it with --security-opt label=disable, or better without the socket.",
		};
	}
	if (object.type === 'container_var_run_t') return SOCKET_OF_VOLUME;
	const isOfService = !/^(?:container_)?(?:var_)?run_t$|^(?:user_)?tmp_t$/.test(object.type);
	const folder = isOfService
		? `The folder is the service's own (${object.type}): no label of containers for it (no :z), which the service would lose it by.`
		: 'Only for a socket that a container has made is a label enough: its folder keeps one, and what is made there takes after the folder (container_file_t for it, by who makes it or by `semanage fcontext` and restorecon).';
	return {
		kind: 'note',
		why: `Probably a socket of the host's, of a service or a login, which makes it anew at each start. Behind this check comes another, connectto to the process that listens, whose label no label of the file changes. Run the container as ${AS_SPC}, or with a type of its own that has both (udica(8)), or use the service by TCP. ${folder}`,
	};
}

/** @see files_pid_filetrans of container.te of container-selinux: what an engine makes in /run */
const SOCKET_OF_VOLUME: Remedy = {
	kind: 'note',
	why: `container_var_run_t is what an engine's own folders below /run have, and what it makes there for a volume (a hostPath). If another container listens there, as the agent of a host (SPIRE, a driver of CSI): give that folder, and no other, the label of volumes, where it is made, for /run is empty after each boot (an init container of the agent: chcon -t container_file_t DIRECTORY; what is made in it takes after it). Behind this check comes connectto to who listens, which the label does not change. If it is no container but the engine or a service of the host that listens: run the container as ${AS_SPC}, for no label of a file lets it in.`,
};

/** What a service keeps in /run while it runs: of policies' names, but for what all that have none share. */
const RUNTIME = /^(?!container_)\w+_(?:var_run|runtime|lock)_t$/;

/**
 * What to do where a container uses what a service of the host keeps in /run, as the lock of iptables; none for
 * other records.
 */
export function runtimeOfHost({ class: of, object }: AccessRecord): Remedy[] {
	if (!/^(?:file|dir|lnk_file|fifo_file)$/.test(of) || !RUNTIME.test(object.type)) return [];
	return [
		{
			kind: 'note',
			why: `${object.type} is what a service of the host keeps below /run, where all is made anew at a start of it or of the host: no label of containers for it (no :z, no :Z), which the service would lose it by. What works on the host, as a network plugin that takes the lock of iptables (xtables.lock) or an agent, is to run as ${AS_SPC}. A newer policy may allow it: update what brings it (container-selinux, or the image of the system).`,
		},
	];
}

/** The other half of using such a socket: to connect to the service's process. */
export function connectsToHost(record: AccessRecord): Remedy[] {
	const { subject, object, class: of, permissions, details } = record;
	const isConnecting =
		of.startsWith('unix_') && permissions.some((each) => /^(?:connectto|sendto)$/.test(each));
	if (!isConnecting || !isConfinedContainer(subject.type)) return [];
	if (details.path?.endsWith('/systemd/notify') && object.type === 'init_t') return [NOTIFY];
	if (isNotifyOfEngine(record)) return [NOTIFY_OF_ENGINE];
	if (isContainer(object.type) || /^(?:container_runtime|kernel|init)_t$/.test(object.type)) {
		return [];
	}
	if (!details.path?.startsWith('/') || object.type === 'unlabeled_t') return [];
	return [
		{
			kind: 'note',
			why: `${SHARED_OBJECT.test(object.type) ? `The object is a process of the host (${object.type})` : `${object.type} is a service of the host`}, and the container has been given its socket. What is compared here is the label of the process that listens, so no label of the socket's file helps (:Z, chcon); that the file may be written is asked beside this. Run the container as ${AS_SPC}, or with a type of its own that has both (udica(8)), or use the service by TCP.`,
		},
	];
}

/** Whether a container tells its engine that it is ready: a datagram to a socket that the engine has made for that. */
export function isNotifyOfEngine({ class: of, object, details }: AccessRecord): boolean {
	return (
		of === 'unix_dgram_socket' &&
		object.type === 'container_runtime_t' &&
		/\/notify(?:\.sock)?$/.test(details.path ?? '')
	);
}

/** @see container.te of container-selinux, `container_domain container_runtime_t:unix_dgram_socket sendto` */
const NOTIFY_OF_ENGINE: Remedy = {
	kind: 'note',
	why: 'Probably the program in the container, or its systemd, tells who has started it that it is ready (sd_notify(3)), by a socket that was made for that: it is no way to the API of the engine. container-selinux lets every container do so since 2020: update it.',
};

/** @see --sdnotify in podman-run(1) */
const NOTIFY: Remedy = {
	kind: 'note',
	why: "Probably it is to tell systemd that it is ready (sd_notify(3)), by the host's own socket: the container was given that as a volume. Let the engine hand the message on (podman run --sdnotify=container, which gives it a socket that it may use), or say so itself (--sdnotify=conmon), and leave the volume out.",
};

/** What is no one service. */
const SHARED_OBJECT = /^(?:unconfined|unconfined_service|initrc|staff|user|sysadm|guest|xguest)_t$/;

/** What to do first where a container meets a disk of the host: the boolean opens devices to all of them. */
export function diskOfHost({ class: of, subject }: AccessRecord): Remedy[] {
	if (of !== 'blk_file' || !isConfinedContainer(subject.type)) return [];
	return [
		{
			kind: 'note',
			why: `It is a disk of the host. What works on such (the daemons of a storage system, as Ceph's, or an agent for disks) is mostly to run as ${AS_SPC}, this one container. If it only looks what there is in /dev, nothing is lost without. A boolean opens devices to every container:`,
		},
	];
}
