// Engines that start a container from a domain which is none of theirs.

import type { AccessRecord } from '@peercon/records';
import { nameOf } from '../check/situation.ts';
import { PEOPLE } from '../layer/domains.ts';
import { isContainer } from './container-domain.ts';
import { OF_ENGINE } from './container-host.ts';
import { UNCONFINED } from './policy-gap.ts';
import type { Remedy } from './remedy.ts';

/** Programs that start containers, as they are named by then: runc and Docker's are `exe` or `runc:[2:INIT]`. */
export const ENGINE =
	/^(?:runc|crun|conmon|containerd|dockerd|podman|buildah|k3s|rke2|kubelet|exe$)/;

/** Whether a process is to become one of a container. */
function startsContainer({ object, class: of, permissions, details }: AccessRecord): boolean {
	return (
		of === 'process' &&
		permissions.some((each) => /^(?:dyn)?transition$/.test(each)) &&
		(ENGINE.test(details.comm ?? '') || isContainer(object.type))
	);
}

/** Whether an engine starts a container from a domain that is not its own. */
export function isEngineWithoutDomain(record: AccessRecord): boolean {
	const isOfNone = /^(?:unconfined_service|init|initrc)_t$/.test(record.subject.type);
	return isOfNone && startsContainer(record);
}

/** What gives an engine its domain. */
export const LABEL_OF_ENGINE: Remedy = {
	kind: 'command',
	why: 'It starts a container, and is not in container_runtime_t, the domain of engines. Mostly its programs (dockerd, containerd, runc, crun, k3s, rke2 ...) are not labeled container_runtime_exec_t (in policies of before 2017 docker_exec_t, and the domain docker_t); or NoNewPrivileges= of its unit (a record of process2, or op=security_bounded_transition, stands beside this then), or an old policy without that transition, has kept it out. For the label: install or update what labels them, container-selinux (older ones do not know each engine; newer ones let such a domain start containers, too), for k3s k3s-selinux, for RKE2 rke2-selinux; then label them, and /var/lib/rancher if it is one of the last two (-RF), and restart the engine (`ps -eZ` shows whether it is in its domain then). Better no rule: the engine itself would stay unconfined.',
	text: 'restorecon -Rv /usr/bin /usr/sbin /usr/local/bin /opt',
};

/** Domains that start containers by their policy, whether or not this one's may. */
const STARTS =
	/^(?:container_\w+|spc|unconfined|staff|user|sysadm|kubelet|docker|svirt_lxc_net|virtd|virtd_lxc)_t$/;

/** What to do where another service has run an engine, as cron does, which stays in that service's domain. */
export function engineOfService(record: AccessRecord): Remedy[] {
	const { subject, object } = record;
	if (!startsContainer(record) || !isContainer(object.type)) return [];
	if (isEngineWithoutDomain(record) || STARTS.test(subject.type)) return [];
	return [
		{
			kind: 'note',
			why: `Probably ${subject.type} has run an engine (podman, docker exec), as a job of cron does, and the engine has stayed in that domain, which may not start what is ${object.type}. No file's label is wrong. Update container-selinux, which has rules for services that may; or start the command by a unit of systemd (a timer), where the engine gets its own domain, container_runtime_t.`,
		},
	];
}

/** What to do where the systemd of a login makes the socket of an engine (podman.socket), with the engine's label. */
export function socketForEngine({
	class: of,
	subject,
	object,
	permissions,
}: AccessRecord): Remedy[] {
	const isMaking = permissions.some((each) => /^(?:create|bind|listen|setopt)$/.test(each));
	const isOfEngine = of === 'unix_stream_socket' && object.type === 'container_runtime_t';
	if (!isOfEngine || !isMaking || !PEOPLE.test(subject.type)) return [];
	return [
		{
			kind: 'note',
			why: "Probably the systemd of a login makes the socket of its engine (podman.socket), which gets the engine's type, so that the engine can take it over: no label is wrong, and the rules come with container-selinux. Update that first, and where the newest lacks them for this login, too, report it there. They are several: create, bind, listen, getattr and setopt.",
		},
	];
}

/** What to do where a service is to talk to an engine, as monitoring does: it would be confined no more. */
export function talksToEngine(record: AccessRecord): Remedy[] {
	const { subject, object, class: of, permissions } = record;
	if (STARTS.test(subject.type) || isContainer(subject.type) || subject.user === 'u') return [];
	const isOfFile = of === 'sock_file' && permissions.includes('write');
	const isConnecting =
		object.type === 'container_runtime_t' &&
		of === 'unix_stream_socket' &&
		permissions.includes('connectto');
	if (UNCONFINED.test(subject.type)) return [];
	if (!(isOfFile || isConnecting) || !OF_ENGINE.test(nameOf(record))) return [];
	return [
		{
			kind: 'note',
			why: `By its name the socket is the engine's, and who may talk to that may start a container that has the whole host: ${subject.type} would be confined no more. So policies mostly leave it out on purpose. What is only to be watched comes without: the engine's own figures by TCP (dockerd: metrics-addr), a timer of systemd that writes them to a file, or a proxy in a domain of its own that lets only reading through. Take the rule only where the service is trusted that much.`,
		},
	];
}
