import { systemError } from '@peercon/native';
import { connectTo } from '../connect.ts';
import { DescriptorLink, SOCKET } from '../descriptor-link.ts';
import type { Kind } from '../kind.ts';
import { NETLINK_HEADER, netlinkMessage } from '../netlink-message.ts';

// Linux: include/uapi/linux/netlink.h, rtnetlink.h and if_link.h.
const NLM_F_REQUEST = 0x1;
const NLM_F_DUMP = 0x300;
const NLMSG_ERROR = 2;
const RTM_NEWLINK = 16;
const RTM_GETLINK = 18;
const IFLA_IFNAME = 3;

/** struct ifinfomsg, which the question begins with, and each interface in the answer. */
const IFINFOMSG = 16;

/** Messages and attributes begin at multiples of this: netlink(3), NLMSG_ALIGN. */
const ALIGNMENT = 4;

/** A question to the kernel: which interfaces are there? */
export const netlinkRoute: Kind = {
	name: 'netlink-route',
	object: 'a netlink socket to the kernel, NETLINK_ROUTE',
	named: null,
	control: {
		classes: 'netlink_route_socket',
		server: 'the kernel answers',
		client: 'on itself: netlink_route_socket { connect create nlmsg_read read write }',
		peer: 'no: it is the kernel',
		label: 'of the process that makes it',
	},
	noServer: 'the kernel answers',
	async open() {
		const kernel = { family: 'netlink', portId: 0 } as const;
		const fd = await connectTo('netlink-route', 'netlink', kernel);
		return new DescriptorLink({ input: fd, output: fd, ...SOCKET });
	},
	question: {
		text: 'which interfaces are there?',
		message: netlinkMessage(RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, Buffer.alloc(IFINFOMSG)),
		answer: (bytes) => interfacesIn(bytes).join(' '),
	},
};

/** The names of the interfaces in an answer. @throws the kernel's error, if that is the answer */
function interfacesIn(answer: Buffer): string[] {
	const names: string[] = [];
	for (let at = 0; at + NETLINK_HEADER <= answer.length; ) {
		const length = answer.readUInt32LE(at);
		const type = answer.readUInt16LE(at + 4);
		const body = answer.subarray(at + NETLINK_HEADER, at + length);
		if (type === NLMSG_ERROR) throw systemError(body.readInt32LE(0), 'sendto', 'netlink');
		if (type === RTM_NEWLINK) names.push(nameIn(body.subarray(IFINFOMSG)));
		at += aligned(Math.max(length, NETLINK_HEADER));
	}
	return names;
}

/** The attribute that is an interface's name: length and type, 2 bytes each, then the value. */
function nameIn(attributes: Buffer): string {
	for (let at = 0; at + ALIGNMENT <= attributes.length; ) {
		const length = attributes.readUInt16LE(at);
		const value = attributes.subarray(at + ALIGNMENT, at + length);
		if (attributes.readUInt16LE(at + 2) === IFLA_IFNAME)
			return value.toString().replace(/\0.*/, '');
		at += aligned(Math.max(length, ALIGNMENT));
	}
	return '?';
}

function aligned(length: number): number {
	return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}
