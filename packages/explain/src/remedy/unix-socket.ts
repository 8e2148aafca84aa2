// UNIX sockets between two programs: what goes with what was refused, and whose socket it is.

import type { AccessRecord } from '@peercon/records';
import { PEOPLE } from '../layer/domains.ts';
import type { Remedy } from './remedy.ts';

/**
 * A client's own socket, for the answer, is called after its pid or a number of its own:
 * `/run/chrony/chronyc.5500.sock`, `/tmp/wpa_ctrl_10619-1`, and in the abstract namespace `/com/intel/lldpad/5534`.
 */
const OF_CLIENT = /\.\d+\.sock$|[_/]\d{3,}(?:-\d+)?$/;

/** Whether a server answers to a socket that its client has made. */
export function isAnswer({ class: of, permissions, details }: AccessRecord): boolean {
	return (
		of === 'unix_dgram_socket' &&
		permissions.includes('sendto') &&
		OF_CLIENT.test(details.path ?? '')
	);
}

/**
 * What to know where a server may not answer.
 *
 * @returns none for other records
 */
export function answerToClient(record: AccessRecord): Remedy[] {
	if (!isAnswer(record)) return [];
	const { subject, object } = record;
	return [
		{
			kind: 'note',
			why: `Probably ${subject.type} answers here: its client has made this socket for that (the number in its name is mostly the client's pid), and what is asked is the label of the client's process, ${object.type}, not of the socket's file. Without a rule the client gets no answer. Policies have one for each client that they know: update selinux-policy, run the client where those are (on the host, not in a container), or take the rule.`,
		},
	];
}

/**
 * What is asked next of who may not write to a socket's file, which is the first half of connect(2).
 *
 * @returns none for other records
 * @see stream_connect_pattern in support/ipc_patterns.spt of the reference policy; unix_stream_connect and
 *   unix_may_send in security/selinux/hooks.c
 */
export function nextOfConnect({
	class: of,
	subject,
	permissions,
	permissive,
}: AccessRecord): Remedy[] {
	if (of !== 'sock_file' || !permissions.includes('write') || subject.user === 'u') return [];
	// Where nothing was refused, what is asked next has a record by now, if no rule has it.
	if (permissive) return [];
	// What a login may speak to is its role's.
	if (PEOPLE.test(subject.type)) return [];
	return [
		{
			kind: 'note',
			why: 'That is the half of it: connect(2) then asks for connectto (of a datagram: sendto) of the domain that has made the socket, and that is refused next where no rule has it. The interfaces NAME_stream_connect() of policies have both.',
		},
	];
}
