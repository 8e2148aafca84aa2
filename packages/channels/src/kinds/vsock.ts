import { createSocket, sys } from '@peercon/native';
import { connectTo } from '../connect.ts';
import { linkOver, serveConnections } from '../connections.ts';
import type { Kind } from '../kind.ts';

/** Linux: include/uapi/linux/vm_sockets.h: any address of this machine, and its loopback. */
const VMADDR_CID_ANY = 0xffffffff;
const VMADDR_CID_LOCAL = 1;

/** As many connections may wait as the kernel allows. */
const BACKLOG = 4096;

/** Sockets between a virtual machine and its host, here over their loopback: vsock(7). */
export const vsock: Kind = {
	name: 'vsock',
	object: 'vsock sockets, over loopback (module vsock_loopback)',
	named: { what: 'PORT', usual: '7007' },
	control: {
		classes: 'vsock_socket',
		server: 'on itself: vsock_socket { accept bind create getopt listen read setopt write }',
		client:
			'on itself: vsock_socket { connect create getopt read write }. Nobody asks about the other end: levels do not count',
		peer: 'no: getpeercon(3) says ENOPROTOOPT',
		label: 'of the process that makes it',
	},
	hasConnections: true,
	serve(name, serving) {
		const port = parseVsockPort(name);
		const fd = createSocket('vsock-stream', 'vsock');
		try {
			sys.bind(fd, { family: 'vsock', cid: VMADDR_CID_ANY, port });
			sys.listen(fd, BACKLOG);
		} catch (error) {
			sys.close(fd);
			throw error;
		}
		const listener = { fd, protocol: 'vsock', place: `port ${port}`, release() {} };
		return serveConnections(listener, serving);
	},
	async open(name) {
		const address = { family: 'vsock', cid: VMADDR_CID_LOCAL, port: parseVsockPort(name) } as const;
		return linkOver(await connectTo('vsock-stream', 'vsock', address));
	},
};

function parseVsockPort(text: string): number {
	const port = /^[0-9]+$/.test(text) ? Number(text) : 0;
	if (port >= 1 && port < VMADDR_CID_ANY) return port;
	throw new RangeError(`'${text}' is no port of vsock: a number from 1 to ${VMADDR_CID_ANY - 1}`);
}
