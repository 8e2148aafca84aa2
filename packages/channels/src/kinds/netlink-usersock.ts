import { createSocket, sys } from '@peercon/native';
import { connectTo } from '../connect.ts';
import { DatagramLink } from '../datagram-link.ts';
import { DescriptorLink, SOCKET } from '../descriptor-link.ts';
import type { Kind } from '../kind.ts';
import type { Link } from '../link.ts';
import { NETLINK_HEADER, writeHeader } from '../netlink-message.ts';

/** The first type that is no control message: netlink(7), NLMSG_MIN_TYPE. */
const TYPE = 0x10;

/** What a netlink socket takes in one message, with what the kernel keeps beside it. */
const LIMIT = 32_768;

/** Messages from process to process through the kernel: NETLINK_USERSOCK, 'reserved for user mode'. */
export const netlinkUsersock: Kind = {
	name: 'netlink-usersock',
	object: 'netlink sockets of two processes, NETLINK_USERSOCK',
	named: { what: 'PORT-ID', usual: '28773' },
	control: {
		classes: 'netlink_socket',
		server: 'on itself: netlink_socket { bind create getopt read write }',
		client:
			'on itself: netlink_socket { connect create read write }. Nobody asks about the other end: levels do not count',
		peer: 'no: SCM_SECURITY says unlabeled_t of netlink',
		label: 'of the process that makes it',
	},
	serve(name, { begin }) {
		const portId = parsePortId(name);
		const fd = createSocket('netlink-usersock', 'netlink');
		try {
			sys.bind(fd, { family: 'netlink', portId });
		} catch (error) {
			sys.close(fd);
			throw error;
		}
		const link = new NetlinkLink(new DatagramLink(fd));
		begin(link);
		return { place: `port ID ${portId}`, close: () => link.close() };
	},
	async open(name) {
		const address = { family: 'netlink', portId: parsePortId(name) } as const;
		const fd = await connectTo('netlink-usersock', 'netlink', address);
		return new NetlinkLink(new DescriptorLink({ input: fd, output: fd, ...SOCKET }));
	},
};

/** A link whose messages have netlink's header. The kernel, and SELinux in it, read that. */
class NetlinkLink implements Link {
	readonly limit = LIMIT;
	readonly peer = null;
	readonly isForMany: boolean;
	readonly #link: Link;
	readonly #message = Buffer.allocUnsafeSlow(NETLINK_HEADER + LIMIT);

	constructor(link: Link) {
		this.#link = link;
		this.isForMany = link.isForMany === true;
	}

	send(message: Uint8Array): Promise<void> {
		const length = NETLINK_HEADER + message.length;
		writeHeader(this.#message, { length, type: TYPE, flags: 0 });
		this.#message.set(message, NETLINK_HEADER);
		return this.#link.send(this.#message.subarray(0, length));
	}

	async receive(): Promise<Buffer | null> {
		const message = await this.#link.receive();
		return message === null ? null : message.subarray(NETLINK_HEADER);
	}

	close(): void {
		this.#link.close();
	}
}

function parsePortId(text: string): number {
	const id = /^[0-9]+$/.test(text) ? Number(text) : 0;
	if (id >= 1 && id < 2 ** 31) return id;
	throw new RangeError(`'${text}' is no port ID of netlink: a number from 1 to 2147483647`);
}
