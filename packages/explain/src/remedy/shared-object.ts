// Types that are everybody's, as those of the process that something is wanted of.

import type { AccessRecord } from '@peercon/records';
import { PEOPLE, VIRTUAL_MACHINE } from '../layer/domains.ts';
import { isContainer } from './container-domain.ts';
import { AS_SPC, isNotifyOfEngine, isTalkToDriver, OF_ENGINE } from './container-host.ts';
import { isSocketOfUnit } from './of-unit.ts';
import { GAP, UNCONFINED } from './policy-gap.ts';
import type { Remedy } from './remedy.ts';
import { isAnswer } from './unix-socket.ts';

/** Classes whose object has the type of a process: what it is, has open or listens on. */
const OF_PROCESSES =
	/^(?:process2?|fd|dbus|key|shm|sem|msgq|msg|ipc|binder|unix_(?:stream|dgram)_socket|fifo_file|bpf|perf_event)$/;
/** Accesses that harm nobody, and that parents and children have to each other everywhere. */
const HARMLESS =
	/^(?:sigchld|signull|getattr|getpgid|getsched|use|rlimitinh|siginh|noatsecure|share)$/;
/** Sockets of systemd itself, and of what runs in every session. */
const OF_SYSTEMD = /^(?:\/run)?\/systemd\/|\/run\/(?:dbus|initctl|udev)|^\/dev\/log$/;

/** What a service of the system does to every login, as to notify or to stop what runs there. */
const OF_WHATEVER_THEY_RUN =
	'What the service is to do to all that people run a newer policy may let it do: update selinux-policy first.';

const SHARED: [type: RegExp, why: (type: string, path: string) => string][] = [
	[
		/^(?:unconfined_service|initrc)_t$/,
		(type) =>
			`${type} is the domain of services that have none of their own, so a rule for it opens all of those to this domain. See first whether policies have one for the service that is meant, as they have for most that distributions bring: its program (\`ss -xlp\` or \`ps -eZ\` tells which) may have lost its label, or lie where the policy does not expect it; update selinux-policy, restorecon the program and its folders, and restart it. If there is none, give it one (\`sepolicy generate --init PROGRAM\` begins a module; or SELinuxContext= in its unit), and the rule that.`,
	],
	[
		/^init_t$/,
		() =>
			'init_t is systemd itself, but also each service whose program leads to no domain. If it is such a service, give it one (restorecon its program, `sepolicy generate --init PROGRAM`, or SELinuxContext= in its unit), for a rule here opens systemd, too.',
	],
	[
		/^unconfined_t$/,
		(_, path) =>
			`unconfined_t is all that a person runs whom nothing confines. ${path.startsWith('\0') ? "The socket's name is an abstract one (unix(7)): there is no file of it, and no label to mend. If it is a program of that person's session which is to be spoken to (of a remote desktop, say), the rule is the cure. If it is a service that was started by hand, start it by its unit" : path.startsWith('/run/user/') ? "This is probably that person's own service, by its folder below /run/user: a unit of `systemctl --user` stays in unconfined_t. Let it be a service of the system instead" : 'If it is a service that was started by hand, start it by its unit (of the system, for one of `systemctl --user` stays in unconfined_t)'}, so that it gets its domain. ${OF_WHATEVER_THEY_RUN} A rule here opens whatever such people run.`,
	],
	[
		/^(?:staff|user|sysadm|guest|xguest)_t$/,
		(type) =>
			`${type} is all that such a login runs. If it is one program of theirs that is meant, give that a domain of its own, for a rule here opens all of them. ${OF_WHATEVER_THEY_RUN}`,
	],
	[
		/^(?:container|svirt_lxc_net)_t$/,
		(type) =>
			`${type} is every container, so a rule for it opens all of them to this domain. Run the one that is meant with a type of its own (udica(8), --security-opt label=type:NAME.process), and the rule is for that.`,
	],
	[
		/^spc_t$/,
		() =>
			`spc_t is every privileged container. ${GAP}, where a service of the host does for them what it does for others: update container-selinux and selinux-policy first. The rule lets this domain do it to all of them; where that is too much, run the one that is meant without --privileged, with a type of its own (udica(8)).`,
	],
	[
		VIRTUAL_MACHINE,
		(type) =>
			`${type} is the type of many virtual machines; their categories alone tell one from the others, and a rule has none.`,
	],
];

/**
 * What to do instead of a rule on a type that many processes have.
 *
 * @returns undefined if the type is of one program, or what is wanted harms nobody
 */
export function sharedObject(record: AccessRecord): Remedy | undefined {
	const { subject, object, class: of, permissions, details } = record;
	if (subject.type === object.type || !OF_PROCESSES.test(of)) return undefined;
	if (isSocketOfUnit(record) || isAnswer(record)) return undefined;
	// Whom nothing confines may use what others have, whatever runs in their domain.
	if (UNCONFINED.test(subject.type)) return undefined;
	if (permissions.every((each) => HARMLESS.test(each))) return undefined;
	if (isTransition(permissions) || isOfSudo(record)) return undefined;
	// The bus asks of every program in it, and a type of its own would be asked about, too; administrators may call all.
	if (of === 'dbus' && /^(?:spc|sysadm)_t$/.test(object.type)) return undefined;
	if (object.type === 'init_t' && isSystemdItself(of, permissions, details.path)) return undefined;
	// Its pipes are the output of the container, and no way to its API.
	if (/^(?:fifo_file|fd)$/.test(of) && isContainer(subject.type)) return undefined;
	if (object.type === 'container_runtime_t' && isContainer(subject.type)) {
		if (isTalkToDriver(record)) return CSI_DRIVER;
		if (/\/kubelet\//.test(details.path ?? '')) return KUBELET;
		if (!isTalk(of) || subject.type === 'spc_t' || isNotifyOfEngine(record)) return undefined;
		return isTalkToEngine(record) ? ENGINE : listensForContainers(record);
	}
	if (isOfWebServer(record)) return applicationBehind(object.type, record.details.path);
	if (of === 'key' && PEOPLE.test(object.type)) return KEYRING_OF_LOGIN;
	if (isKeyOfModule(record)) return KEY_OF_MODULE;
	if (isMachineOfPerson(record)) return MACHINE_OF_PERSON;
	const [, why] = SHARED.find(([type]) => type.test(object.type)) ?? [];
	return why && { kind: 'note', why: why(object.type, details.path ?? '') };
}

/** Whether su(1) or sudo(8) hands a signal on to what it has started, in the domain of its own role. */
function isOfSudo({ subject, class: of, permissions }: AccessRecord): boolean {
	return (
		of === 'process' &&
		/_(?:sudo|su)_t$/.test(subject.type) &&
		permissions.every((each) => /^(?:sig\w+|getpgid)$/.test(each))
	);
}

/** Whether the kernel looks for the key that a module was signed with, for who loads the module. */
function isKeyOfModule({
	class: of,
	subject,
	object,
	details: { comm = '' },
}: AccessRecord): boolean {
	const isLoader =
		/^(?:kmod|insmod|systemd_modules_load|udev)_t$/.test(subject.type) ||
		/^(?:modprobe|insmod|kmod|systemd-modules)/.test(comm);
	return of === 'key' && object.type === 'kernel_t' && isLoader;
}

/** @see mod_verify_sig in kernel/module/signing.c */
const KEY_OF_MODULE: Remedy = {
	kind: 'note',
	why: "It loads a module, and the kernel looks for the key that this was signed with among its own. Where that is refused, the module is loaded as one without a good signature, or not at all ('Required key not available'). Probably a gap in the policy: update selinux-policy first, and where the newest lacks it, too, report it there.",
};

/** Whether a machine of qemu:///session talks to what libvirt has started for it as the person, in the same categories. */
function isMachineOfPerson({ subject, object, class: of }: AccessRecord): boolean {
	return (
		VIRTUAL_MACHINE.test(subject.type) &&
		subject.user !== 'system_u' &&
		/^unix_(?:stream|dgram)_socket$/.test(of) &&
		PEOPLE.test(object.type)
	);
}

const MACHINE_OF_PERSON: Remedy = {
	kind: 'note',
	why: `By the user of its label the machine is a person's own (qemu:///session), where libvirt and its helpers (virtiofsd, swtpm, passt) run as that person: nothing was started wrongly. ${GAP}, which is mostly made for machines of the system: update selinux-policy first, and where the newest lacks it, too, report it there. As a machine of the system (qemu:///system) it would not ask for this.`,
};

const KEYRING_OF_LOGIN: Remedy = {
	kind: 'note',
	why: 'The object is a keyring of somebody who logs in, no service: what logs people in, or acts for them, looks for their keys there (pam_keyinit(8), request_key(2)). A newer policy may have the rule for all logins (the attribute userdomain): update it first.',
};

/** Whether a web server is to hand requests on to a service that has no domain of its own. */
function isOfWebServer({
	subject,
	object,
	class: of,
	permissions,
	details,
}: AccessRecord): boolean {
	const isConnecting = of === 'unix_stream_socket' && permissions.includes('connectto');
	return (
		isConnecting &&
		subject.type === 'httpd_t' &&
		(/^(?:unconfined_service|initrc)_t$/.test(object.type) ||
			(object.type === 'init_t' && !OF_SYSTEMD.test(details.path ?? '')))
	);
}

/** @see apache.fc of both policies: /usr/sbin/php-fpm, /usr/bin/php.*-fpm and few others */
const PHP_FPM: Remedy = {
	kind: 'command',
	why: "By its path it is the socket of PHP-FPM, which is to run in the web server's domain: by httpd_exec_t, which policies have for php-fpm at its usual places. Under another name or at another place (another version of PHP beside that of the distribution, in /opt) it gets no domain. PROGRAM being the one in ExecStart= of its unit, give it that, and start it anew:",
	text: 'semanage fcontext -a -t httpd_exec_t PROGRAM && restorecon -v PROGRAM',
};

/** What to do where a web server may not talk to an application behind it. */
export function applicationBehind(type: string, path = ''): Remedy {
	if (/php[^/]*fpm|fpm[^/]*php|\/php\S*\.sock$/.test(path)) return PHP_FPM;
	return {
		kind: 'command',
		why: `Probably an application behind the web server (gunicorn, uWSGI, Puma, Node.js). It runs in ${type}, ${type === 'init_t' ? 'which is that of systemd and of what leads to no other' : 'a domain of services that have none of their own'}, so a rule for it opens all of them to the web server. Give it a domain of its own (\`sepolicy generate --init PROGRAM\` begins a module), and the rule that; or where it can, let it listen on 127.0.0.1 instead (boolean httpd_can_network_connect). Or let it run in the web server's, PROGRAM being the one in ExecStart= of its unit (one of its own, and no php, python or node that others run, too), and restart it; what it is to read and write is then labeled as the web server's is:`,
		text: 'semanage fcontext -a -t httpd_exec_t PROGRAM && restorecon -v PROGRAM',
	};
}

/** @see the deployment of external-provisioner, external-snapshotter and node-driver-registrar of Kubernetes CSI */
const CSI_DRIVER: Remedy = {
	kind: 'note',
	why: `By its path the socket is probably that of a storage driver (CSI), which listens there in container_runtime_t: it runs as the engine or by its hand, outside of a container's confinement. What talks to it (csi-provisioner, -snapshotter, -attacher, node-driver-registrar) is to run as ${AS_SPC}, outside of that, too; its chart or operator has that, or a newer one: update it. A rule would let every container talk to all that runs in container_runtime_t.`,
};

const KUBELET: Remedy = {
	kind: 'note',
	why: "By its path the socket is probably the kubelet's, and the policy of containers lets them talk to it in kubelet_t; here it runs in container_runtime_t. See which process that is: `ps -eZ | grep -E 'kubelet|k3s|rke2'`. In k3s the kubelet is a part of the engine's process, and in RKE2 started by it, so that it is there to be container_runtime_t: update k3s-selinux or rke2-selinux and container-selinux, report it there, and until then take the rule. A kubelet of its own should be kubelet_t: its program has probably lost its label, or lies where the policy does not expect it; give it kubelet_exec_t (restorecon, or semanage fcontext for its path), and start it again.",
};

/** Whether a container talks to the engine itself, which no newer policy lets it. */
export function isTalkToEngine({ subject, object, class: of, details }: AccessRecord): boolean {
	const isBetween =
		isContainer(subject.type) &&
		subject.type !== 'spc_t' &&
		object.type === 'container_runtime_t' &&
		isTalk(of);
	return isBetween && (of === 'dbus' || OF_ENGINE.test(details.path ?? ''));
}

/** Whether something is said to a process: signals, BPF programs and keys are no way to the API of an engine. */
function isTalk(of: string): boolean {
	return /^(?:unix_(?:stream|dgram)_socket|dbus)$/.test(of);
}

const ENGINE: Remedy = {
	kind: 'note',
	why: 'A container that may talk to the engine can do on the host what the engine can, so a rule for it is no boundary any more. Run the one that is to do so with --security-opt label=disable, if it is trusted that much.',
};

/** What listens has the label of who made its socket: the engine, or what it has started on the host. */
function listensForContainers({ subject, object, details }: AccessRecord): Remedy {
	const { path = '' } = details;
	const isOfQm = /^qm_/.test(subject.type);
	const whose = isOfQm
		? ` ${subject.type} is of the policy of QM (qm, qm-selinux): update that first.`
		: '';
	return {
		kind: 'note',
		why: `What listens${path === '' ? '' : ` at ${path}`} has the label ${object.type}: it is the engine itself, or its socket was made by what runs as the engine (a hook), or by systemd for a unit that starts the engine (a .socket unit), and handed over. The label of the socket's file is no matter (:Z).${whose} If it is a program in another container, let that make its socket itself, so that its own label is asked about. If it is the engine: who may talk to it can do on the host what it can; run the one that is to do so with --security-opt label=disable, if it is trusted that much.`,
	};
}

/** The object is what the process is to become: nobody else is opened. */
function isTransition(permissions: string[]): boolean {
	return permissions.some((each) => /^(?:dyn|nnp_|nosuid_)?transition$/.test(each));
}

/** D-Bus and signals to systemd, and what it has made for others: pipes, and sockets by its units. */
function isSystemdItself(of: string, permissions: string[], path = ''): boolean {
	const isWanted = permissions.some((each) => /^(?:connectto|sendto)$/.test(each));
	return !(of.startsWith('unix_') && isWanted) || OF_SYSTEMD.test(path);
}
