// Types that are everybody's: of containers, virtual machines, logins, and of what has no domain.

import type { AccessRecord } from '@peercon/records';
import { isSubjectProcess } from '../check/check.ts';
import { isAppData, isAppDomain } from '../constraint/android.ts';
import { policyKindOf } from '../constraint/constraint.ts';
import { VIRTUAL_MACHINE } from '../layer/domains.ts';
import { isContainer } from './container.ts';
import { isOfMemory } from './memory.ts';
import type { Remedy } from './remedy.ts';

/** Threads of the kernel, by the names that ps(1) shows in brackets. */
const KERNEL_THREAD =
	/^(?:kworker|kthreadd|ksoftirqd|swapper|irq\/|rcu|migration|kswapd|jbd2|nfsd|kauditd|khugepaged|kdevtmpfs)/;

/** What systemd does itself, or one of its children before it has executed a service's program. */
function isOfSystemd(record: AccessRecord): boolean {
	const { comm = '', pid } = record.details;
	if (pid === '1' || /^\(|^systemd/.test(comm)) return true;
	return /^(?:process2?|dbus|service|system)$/.test(record.class) && !isOfMemory(record);
}

const SHARED: [type: RegExp, why: string][] = [
	[
		/^spc_t$/,
		'Every privileged container is spc_t, so a rule for it opens all of them. What all of them need comes with container-selinux: update it first.',
	],
	[
		/^(?:container_t|svirt_lxc_net_t)$/,
		'Every container is container_t, so a rule for it opens all of them. What all of them need comes with container-selinux: update it first. A type for this container alone: udica(8) makes a policy from `podman inspect`, to be run with --security-opt label=type:NAME.process.',
	],
	[
		VIRTUAL_MACHINE,
		'Every virtual machine is of this type, so a rule for it opens all of them. What all of them need comes with selinux-policy: update it first. For this machine alone, give it a type of its own (<seclabel> in the domain).',
	],
	[
		/^(?:user|staff|sysadm|guest|xguest)_t$/,
		'Every program of such a login has this type, so a rule for it opens all of them. Give the program a domain of its own that these users may enter, or let the person log in as somebody who may.',
	],
	[
		/^init_t$/,
		"What is started here and stays in systemd's own domain has a file whose type leads nowhere: `ls -Z` of what ExecStart= names. In Fedora and RHEL a program labeled bin_t gets unconfined_service_t: restorecon it, or move it to /usr/local/bin. (A program of somebody's desktop in it: the login got no context of its own; see `id -Z` and pam_selinux(8).) A rule here opens systemd and all services that have no domain.",
	],
	[
		/^(?:initrc|unconfined_service)_t$/,
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
	const { comm = '' } = details;
	if (subject.type === 'kernel_t' && KERNEL_THREAD.test(comm)) return undefined;
	if (subject.type === 'init_t' && isOfSystemd(record)) return undefined;
	if (policyKindOf(record) === 'android') return ofAndroid(record);
	if (VIRTUAL_MACHINE.test(subject.type) && isOnDisk(of) && !isOfKernel(record))
		return LABEL_OF_LIBVIRT;
	if (subject.type === 'init_t' && isNamedAfter(record)) return HAS_A_DOMAIN;
	const [, why] = SHARED.find(([type]) => type.test(subject.type)) ?? [];
	return why === undefined ? undefined : { kind: 'note', why };
}

/** Programs that start containers, as they are named by then: runc and Docker's are `exe` or `runc:[2:INIT]`. */
const ENGINE = /^(?:runc|crun|conmon|containerd|dockerd|podman|buildah|k3s|rke2|kubelet|exe$)/;

/** Whether an engine starts a container from a domain that is not its own. */
export function isEngineWithoutDomain(record: AccessRecord): boolean {
	const { subject, object, class: of, permissions, details } = record;
	return (
		of === 'process' &&
		permissions.includes('transition') &&
		/^(?:unconfined_service|init|initrc)_t$/.test(subject.type) &&
		(ENGINE.test(details.comm ?? '') || isContainer(object.type))
	);
}

/** What gives an engine its domain. */
export const LABEL_OF_ENGINE: Remedy = {
	kind: 'command',
	why: 'It starts a container, which is for the engines in container_runtime_t: this one never entered that, for its programs (dockerd, containerd, runc, crun, k3s, rke2 ...) are not labeled container_runtime_exec_t. Install what labels them, container-selinux, for k3s k3s-selinux, for RKE2 rke2-selinux; then label them, and /var/lib/rancher if it is one of the last two (-RF), and restart the engine. No rule: a container would then be what nothing confines starts.',
	text: 'restorecon -Rv /usr/bin /usr/sbin /usr/local/bin /opt',
};

/** Whether the type of what a program wants is named after the program. */
function isNamedAfter({ object, details }: AccessRecord): boolean {
	const [name = ''] = (details.comm ?? '').split(/\W/);
	return name.length > 3 && object.type.startsWith(`${name}_`);
}

const HAS_A_DOMAIN: Remedy = {
	kind: 'note',
	why: 'The type of what it wants is named after the program, so it probably has a domain, and did not enter it: its file has lost its label (`ls -Z` of what ExecStart= names; restorecon gives that back), or NoNewPrivileges= of its unit or a mount with nosuid has kept it out (records of process2, or op=security_bounded_transition, stand before this one). A rule here opens systemd and all services that have no domain.',
};

/** Types of Android that stand for no type. */
const WITHOUT_OWN_TYPE =
	/^(?:unlabeled|device|block_device|socket_device|sysfs|proc|debugfs|system_data_file|default_(?:prop|android_(?:|vnd|hw)service))$/;

/** In a policy of Android neverallow rules stand against most rules for apps, and for what is theirs. */
function ofAndroid(record: AccessRecord): Remedy | undefined {
	const { subject, object, permissions } = record;
	if (isAppDomain(subject.type)) {
		const untyped = WITHOUT_OWN_TYPE.test(object.type) ? `${typeInstead(record)} ` : '';
		return {
			kind: 'note',
			why: `${untyped}${subject.type} is the domain of every app of its kind, so a rule for it opens all of them, and neverallow rules (app_neverallows.te; CTS tests them on a device) stop most: an app is to use what the API of Android gives it, not policy. A component of the system's own gets a domain of its own (seapp_contexts).`,
		};
	}
	if (isAppData(object.type)) {
		return {
			kind: 'note',
			why: 'What apps keep for themselves is for apps, installd, runas and few more: neverallow rules (domain.te) stop most others. Ask the app for it (ContentProvider), or keep it where both may go.',
		};
	}
	if (WITHOUT_OWN_TYPE.test(object.type)) {
		return {
			kind: 'note',
			why: typeInstead(record),
		};
	}
	if (permissions.some((name) => /^exec(?:mem|stack|heap)$/.test(name))) {
		return {
			kind: 'note',
			why: 'execstack and execheap are neverallow for all domains (domain.te), and execmem for system_server and others: only apps and zygote compile while they run.',
		};
	}
	return undefined;
}

/** Where a type is given, by the class of what has none. */
const PLACES: [object: RegExp, of: RegExp, where: string][] = [
	[/vnd/, /^service_manager$/, 'vndservice_contexts'],
	[/./, /^service_manager$/, 'service_contexts'],
	[/./, /^hwservice_manager$/, 'hwservice_contexts'],
	[/./, /^property_service$/, 'property_contexts'],
	[/^(?:sysfs|proc|debugfs)$/, /./, 'genfs_contexts (or file_contexts and restorecon for sysfs)'],
];

function typeInstead({ object, class: of }: AccessRecord): string {
	const [, , where = 'file_contexts (then restorecon, or a new image), property_contexts'] =
		PLACES.find(([type, classes]) => type.test(object.type) && classes.test(of)) ?? [];
	return `${object.type} is what has no type of its own there, so a rule on it is for all such, and neverallow rules probably stop it. Give this one a type in the device's policy: ${where}.`;
}

function isOnDisk(of: string): boolean {
	return /^(?:file|lnk_file|chr_file|blk_file)$/.test(of);
}

/** What the kernel shows in /proc and /sys, which has the labels that the policy gives it. */
function isOfKernel({ object, details }: AccessRecord): boolean {
	return (
		/^(?:sysfs|proc|cgroup2?|debugfs|tracefs)$/.test(details.dev ?? '') ||
		/^(?:sysfs|cgroup|proc(?:_\w+)?|sysctl(?:_\w+)?)_t$/.test(object.type)
	);
}

const LABEL_OF_LIBVIRT: Remedy = {
	kind: 'note',
	why: 'Every virtual machine is of this type, so a rule for it opens all of them. Give the disk or device the label that libvirt would (<seclabel> in the domain), or this machine a type of its own there.',
};
