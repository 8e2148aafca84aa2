// Sockets that the kernel uses for a disk or a mount: it may ask in the name of whoever runs meanwhile.

import type { AccessRecord } from '@peercon/records';
import type { Remedy } from './remedy.ts';

/** What the kernel speaks at such ports as a client. */
const PROTOCOLS: Record<string, string> = {
	2049: 'NFS',
	3260: 'iSCSI',
	4420: 'NVMe over TCP',
	10809: 'a network block device (nbd)',
};

/**
 * What to know where a program is said to use a connection of another domain's that is probably the kernel's.
 *
 * @returns none for other records
 * @see sock_sendmsg_nosec and security_socket_sendmsg in net/socket.c; nbd_send_cmd in drivers/block/nbd.c
 */
export function socketOfKernel({
	class: of,
	subject,
	object,
	permissions,
	details,
}: AccessRecord): Remedy[] {
	const protocol = PROTOCOLS[details.fport ?? ''];
	if (of !== 'tcp_socket' || protocol === undefined || subject.type === object.type) return [];
	if (!permissions.every((each) => /^(?:read|write)$/.test(each))) return [];
	return [
		{
			kind: 'note',
			why: `Probably nothing was passed on, and no program asks for it: port ${details.fport} is that of ${protocol}, which the kernel speaks on a socket that ${object.type} has opened. It sends while ${details.comm ?? 'a program'} reads or writes the disk, and is asked in that one's name (${subject.type}). That is probably a fault of the kernel: update it (nbd was mended in 2025). Until then let a service start the device whose domain may be used by all who use the disk, or this rule.`,
		},
	];
}
