import {
	createSocket,
	EPOLLOUT,
	type Family,
	type LocalAddress,
	type Protocol,
	type SocketAddress,
	sys,
	systemError,
} from '@peercon/native';
import { Poller } from './poller.ts';

/**
 * Makes a socket and connects it.
 *
 * @param protocol - the socket's kind
 * @param family - of its address
 * @param address - whom to
 * @returns the descriptor
 * @throws a system error: ECONNREFUSED, ENOENT, EACCES ...
 */
export async function connectTo(
	protocol: Protocol,
	family: Family,
	address: SocketAddress | LocalAddress,
): Promise<number> {
	const fd = createSocket(protocol, family);
	try {
		if (!sys.connect(fd, address)) await connected(fd, protocol);
		return fd;
	} catch (error) {
		sys.close(fd);
		throw error;
	}
}

async function connected(fd: number, protocol: Protocol): Promise<void> {
	const poller = new Poller();
	await poller.ready(fd, EPOLLOUT);
	poller.close();
	const errno = sys.takeError(fd);
	if (errno !== 0) throw systemError(errno, 'connect', protocol);
}
