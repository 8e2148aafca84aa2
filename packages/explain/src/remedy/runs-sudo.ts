// sudo(8) and su(1) of a service: they have no domain there, and stay in its own.

import type { AccessRecord } from '@peercon/records';
import { PEOPLE } from '../layer/domains.ts';
import type { Remedy } from './remedy.ts';

/** Who starts others' programs by its task. */
const STARTERS = /^(?:init|initrc|kernel|unconfined_service|crond|sshd|rpm|rpm_script)_t$/;

/**
 * What to do where a service is to run one of them.
 *
 * @returns none for other records, and where a container or a login runs it
 * @see sudo_exec() and the boolean nagios_run_sudo in contrib/nagios.te, which shows what it takes
 */
export function runsSudo({ class: of, subject, object, permissions }: AccessRecord): Remedy[] {
	const isProgram = of === 'file' && /^(?:sudo|su)_exec_t$/.test(object.type);
	if (!isProgram || !permissions.some((each) => /^(?:execute|read|open|map)/.test(each))) return [];
	if (PEOPLE.test(subject.type) || STARTERS.test(subject.type) || /^container_/.test(subject.type))
		return [];
	const name = object.type.replace('_exec_t', '');
	return [
		{
			kind: 'note',
			why: `${name} stays in ${subject.type} and asks for much, of which each is refused after the one before: setuid, setgid, sys_resource, audit_write, netlink_audit_socket, to look into the password file, what its command does. Probably no label is wrong, and this rule alone helps little. Best without ${name}: let a service with a domain of its own do that part, and be asked over a socket or D-Bus. Some services have a boolean for it (NAME_run_sudo). Otherwise it is the policy of the application that is to have all of it: collect it while the domain is permissive for a test (\`semanage permissive -a ${subject.type}\`).`,
		},
	];
}
