// What an engine makes for a container, with the engine's own types: pipes that are its output, file systems and
// devices that it should have labeled. And what it starts with a type that is none of containers.

import type { AccessRecord } from '@peercon/records';
import { isPassed } from '../check/situation.ts';
import { isConfinedContainer, isContainer } from './container-domain.ts';
import type { Remedy } from './remedy.ts';
import { hushed } from './rule.ts';

const ENGINE = /^(?:container_runtime|docker|spc|kubelet)_t$/;

/** What is done to a pipe by who was given it as its output: chown(1) and chmod(1) of /dev/stdout. */
function isOutput({ class: of, object, permissions }: AccessRecord): boolean {
	return (
		of === 'fifo_file' &&
		ENGINE.test(object.type) &&
		permissions.every((each) =>
			/^(?:setattr|getattr|read|write|append|ioctl|lock|open)$/.test(each),
		)
	);
}

/** What only the engine has types for: its file systems in memory, its sockets for tap devices. */
function isLeftUnlabeled({ class: of, object }: AccessRecord): boolean {
	const isFile = /^(?:dir|(?:lnk_|chr_|blk_|sock_|fifo_)?file)$/.test(of);
	return (
		(isFile && /^(?:container_runtime|docker)_tmp(?:fs)?_t$/.test(object.type)) ||
		(of === 'tun_socket' && ENGINE.test(object.type))
	);
}

/** What an engine or its client makes in /tmp or /var/tmp, and not in a file system of its own. */
const IN_TMP = /^(?:container_runtime|docker)_tmp_t$/;

/** @see files_tmp_filetrans of container_runtime_domain in container-selinux's container.te */
function madeInTmp({ object }: AccessRecord): Remedy {
	return {
		kind: 'note',
		why: `${object.type} is what the engine or its client makes in the host's /tmp or /var/tmp: probably a volume (a folder there that -v or a hostPath names, and that the engine has made because there was none), or what \`docker cp\` or \`docker save\` has put there. Label it as a volume, best in a place that is not /tmp; in Kubernetes an emptyDir needs no label. If it is no volume, the engine has made it for the container and left it without a label: update the engine, and make the container anew.`,
	};
}

/** What to do about what the engine has made; none for records that are not of a container. */
export function madeByEngine(record: AccessRecord): Remedy[] {
	const { subject, object, class: of } = record;
	if (isCleaning(record)) return [LEFT_AT_LOGOUT];
	const isOwn = /^(?:container_runtime|docker)_tmpfs_t$/.test(object.type);
	// What a tool has inherited from the engine it has not gone to.
	if (isOwn && !isContainer(subject.type) && !isPassed(record)) return [OWN_TMPFS];
	if (!isConfinedContainer(subject.type)) return [];
	if (isOutput(record)) {
		const asks = record.permissions.includes('setattr')
			? 'An entrypoint that changes the owner or mode of /dev/stdout or /dev/stderr asks for this; it is mostly harmless, for what may be written there may be written all the same. Leave that out of the entrypoint, or run the container with a terminal (-t).'
			: 'It is the output or input of the container, handed on by the engine.';
		return [
			{
				kind: 'note',
				why: `Probably a pipe that the engine has made for the container's stdin, stdout or stderr (${object.type} is the engine's domain; no socket of its API). ${asks}`,
			},
			hushed(record, 'If it works without, this hides the record and allows nothing:'),
		];
	}
	if (!isLeftUnlabeled(record)) return [];
	if (isCopyOfRunc(record)) return [COPY_OF_RUNC];
	if (IN_TMP.test(object.type)) return [madeInTmp(record)];
	const label: Remedy = {
		kind: 'command',
		why: 'To go on at once, PATH being its place on the host (or in the container, by the engine): give it the label of the container, until it is made anew:',
		text: 'chcon -t container_file_t PATH',
	};
	return [
		{
			kind: 'note',
			why: `${object.type} is the type of what the engine, or a helper of it (CNI, a hook), has for itself: probably it has made this for the container, and was to label it for that (container_file_t and the container's categories; of a tap device: make it in the container's context). Update the engine (crun, runc, Docker, Podman, CRI-O, the CNI plugin), and make the container anew. A rule lets all containers use what the engine keeps for itself.`,
		},
		...(of === 'tun_socket' ? [] : [label]),
	];
}

/** @see clone_binary.c and dmz of runc, which executes a copy of itself, or of a helper, in memory: CVE-2019-5736 */
function isCopyOfRunc({ details: { path = '' } }: AccessRecord): boolean {
	return /^\/memfd:runc/.test(path);
}

const COPY_OF_RUNC: Remedy = {
	kind: 'note',
	why: "By its name it is runc's own copy in memory, which it executes as it enters the container: there is nothing to label, and probably runc is newer than the policy. Update container-selinux first (and selinux-policy), then runc. Until then the rule; execute is asked beside entrypoint.",
};

/**
 * Whether systemd empties /run/user/UID after the last logout: systemd-user-runtime-dir(8), which has no type of
 * its own for its program, so that it stays in init_t.
 */
function isCleaning({ subject, object, class: of, details }: AccessRecord): boolean {
	return (
		subject.type === 'init_t' &&
		details.comm?.startsWith('systemd-user-ru') === true &&
		/^(?:dir|(?:lnk_|sock_|fifo_|chr_|blk_)?file)$/.test(of) &&
		object.type !== 'unlabeled_t'
	);
}

const LEFT_AT_LOGOUT: Remedy = {
	kind: 'note',
	why: 'Probably it is systemd itself (systemd-user-runtime-dir) that empties /run/user/UID after the last logout, here of what a program of the login has left there: of the engine, for containers without root (libpod, overlay-*), or another. Probably harmless: that tmpfs is unmounted next, with all that is in it. The labels are right. The policy lacks the rules: update selinux-policy (and container-selinux, for what containers leave).',
};

/** @see fs_tmpfs_filetrans of container_runtime_domain in container-selinux's container.te */
const OWN_TMPFS: Remedy = {
	kind: 'note',
	why: 'Probably it lies in a tmpfs that the engine has made for itself, in a mount namespace of its own (of a rootless engine a copy of /run): no command on the host labels that, and what lies in it is asked about next. What the engine has started there, it is to label or to start otherwise: update the engine first (Docker, Podman), then container-selinux and selinux-policy.',
};

/** Of sandboxes that libvirt starts in virtual machines. */
const OF_MACHINES = /^svirt_(?:qemu|kvm)_net_t$/;

/** Whether an engine starts something with a type that is none of containers. */
export function isStartOfOther({ subject, object, class: of, permissions }: AccessRecord): boolean {
	return (
		of === 'process' &&
		permissions.some((each) => /^(?:dyn)?transition$/.test(each)) &&
		/^(?:container_runtime|docker)_t$/.test(subject.type) &&
		(!isContainer(object.type) || OF_MACHINES.test(object.type)) &&
		(object.range?.low.categories ?? 0n) !== 0n
	);
}

/** What to do about that. */
export function startOfOther(record: AccessRecord): Remedy[] {
	if (!isStartOfOther(record)) return [];
	const { type } = record.object;
	return [
		{
			kind: 'note',
			why: `Probably the container was given ${type} by an option (--security-opt label=type:, seLinuxOptions.type, a <seclabel>), and that is no type of containers: policies let an engine start only those that are made for it, on purpose. Take one that is: container_t, container_init_t (systemd), container_kvm_t (Kata), container_engine_t, spc_t (which nothing confines), or one of udica(8) (NAME.process). No rule.`,
		},
	];
}
