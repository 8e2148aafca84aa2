// How a program is started without no_new_privs, where that is what keeps it from its domain.

import type { RecordContext } from '@peercon/records';

/** @see systemd.exec(5), NoNewPrivileges= */
const OF_UNIT =
	'Take NoNewPrivileges= out of its unit, and what implies it: DynamicUser=, and without CAP_SYS_ADMIN SystemCallFilter=, Restrict...= and Private...= (systemd.exec(5) lists them).';

/** For its unit, where there is one, and for its container. */
export const WITHOUT_NO_NEW_PRIVS = `${OF_UNIT} Of a container: the engine's option no-new-privileges (Kubernetes: allowPrivilegeEscalation: false).`;

/** How what a process starts is without it: what systemd starts is a unit. */
export function withoutNoNewPrivs({ type }: RecordContext): string {
	return type === 'init_t' ? OF_UNIT : WITHOUT_NO_NEW_PRIVS;
}
