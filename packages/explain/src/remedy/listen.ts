// A server's socket: after listen(2) comes accept(2), which is asked for by itself.

import type { AccessRecord } from '@peercon/records';
import type { Remedy } from './remedy.ts';

/**
 * What is asked next of who may not listen.
 *
 * @returns none for other records, and where nothing was enforced
 * @see create_stream_socket_perms in support/obj_perm_sets.spt of the reference policy; selinux_socket_accept
 */
export function nextOfListen({ permissions, permissive, subject }: AccessRecord): Remedy[] {
	const isAlone = permissions.includes('listen') && !permissions.includes('accept');
	if (!isAlone || permissive || subject.user === 'u') return [];
	return [
		{
			kind: 'note',
			why: 'It is the first of two: accept is asked for next, when a client comes. The reference policy has both together (create_stream_socket_perms).',
		},
	];
}
