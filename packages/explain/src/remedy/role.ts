// The role of a process that changes: which rule lets it, and what to do instead.

import type { AccessRecord } from '@peercon/records';
import { PEOPLE } from '../layer/domains.ts';
import { changesRole, startsContainer } from '../layer/identity.ts';
import type { Layer } from '../layer/layer.ts';
import { command } from '../names.ts';
import type { Remedy } from './remedy.ts';
import { daemonOf } from './shared-type.ts';

/** Without a policy to ask, either rule may be the one that is missing. */
export function roleToo(record: AccessRecord, { basis }: Layer): Remedy[] {
	// What is in the wrong domain asks for a role as well that its own may have.
	const isAsked = basis === 'record' && daemonOf(record) === undefined;
	return isAsked && changesRole(record) ? [roleAllow(record)] : [];
}

/**
 * What to do where runcon(1) asks for somebody else's login: it asks for whatever it is told.
 *
 * @returns none for other programs and other contexts
 */
export function roleByRuncon({ class: of, subject, object, details }: AccessRecord): Remedy[] {
	const isOther = subject.user !== object.user && subject.role !== object.role;
	if (details.comm !== 'runcon' || of !== 'process' || !isOther) return [];
	if (!PEOPLE.test(object.type)) return [];
	return [
		{
			kind: 'command',
			why: `runcon(1) asks for another user and another role of SELinux, and policies have few ways to those. Log in with them instead, NAME being the account (or, where the login's SELinux user has both roles, newrole -r or sudo -r):`,
			text: command('semanage', 'login', '-a', '-s', object.user, 'NAME'),
		},
	];
}

/**
 * What to do where a service has su(1) start a shell or a program; none for other records.
 *
 * @see pam_selinux(8) in /etc/pam.d/su: it asks for the context of a login, as that of the console
 */
export function suOfService({
	class: of,
	subject,
	object,
	permissions,
	details,
}: AccessRecord): Remedy[] {
	const isLogin =
		of === 'process' && permissions.includes('transition') && PEOPLE.test(object.type);
	if (!isLogin || details.comm !== 'su' || subject.role !== 'system_r') return [];
	return [
		{
			kind: 'note',
			why: `su(1) opens a session of a login (pam_selinux), in ${object.type}, and a service (${subject.type}) may start none. Services have other ways to be somebody: User= of the unit, runuser(1) or setpriv(1) in place of su, which stay in the service's domain. A service that is there to give people shells may run as what people are: SELinuxContext=${object.user}:${object.role}:${object.type}:s0 of its unit, which nothing confines then.`,
		},
	];
}

/**
 * What to do where the engine of a confined login starts a container; none for other records.
 *
 * @see label_users in containers.conf(5), `--security-opt label=user:` of podman-run(1)
 */
export function containerOfLogin(record: AccessRecord): Remedy[] {
	if (!startsContainer(record) || !changesRole(record)) return [];
	const { user, role } = record.subject;
	return [
		{
			kind: 'note',
			why: `The engine runs in a confined login (${user}, ${role}), and gives the container the user and role of the system, which such a login may not become. Let it keep the login's: label_users = true in containers.conf(5), or --security-opt label=user:${user} --security-opt label=role:${role}, where the role has the container's type (newer releases of container-selinux). An older Buildah heeds neither in a build (podman build): update it.`,
		},
	];
}

/** The rule for two roles. */
export function roleAllow({ subject, object, details }: AccessRecord): Remedy {
	return {
		kind: 'rule',
		why: `${details.comm === 'runcon' ? "Or, in a policy of one's own, this" : 'This'} rule lets the one role become the other:`,
		text: `allow ${subject.role} ${object.role};`,
	};
}
