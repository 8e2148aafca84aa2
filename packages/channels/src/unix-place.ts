import {
	makeWay,
	parseUnixPlace,
	rememberPath,
	startAlone,
	type UnixProtocol,
} from '@peercon/endpoint';
import { createSocket, sys } from '@peercon/native';

/**
 * Makes a UNIX socket and binds it. A path that a killed server has left is taken over.
 *
 * @param protocol - the socket's kind
 * @param name - as for {@link parseUnixPlace}
 * @returns its descriptor, and what removes the path
 * @throws EADDRINUSE, EEXIST, EACCES and others
 */
export async function bindUnix(
	protocol: UnixProtocol,
	name: string,
): Promise<{ fd: number; release: () => void }> {
	const address = parseUnixPlace(name);
	const open = () => {
		const fd = createSocket(protocol, 'unix');
		try {
			sys.bind(fd, address);
			if (protocol !== 'unix-dgram') sys.listen(fd, BACKLOG);
			return fd;
		} catch (error) {
			sys.close(fd);
			throw error;
		}
	};
	if (address.family === 'abstract') return { fd: open(), release() {} };
	const fd = await startAlone(address.path, async () => {
		makeWay(address.path, protocol);
		return open();
	});
	const remove = rememberPath(address.path);
	process.once('exit', remove); // also when an error ends the process
	return {
		fd,
		release() {
			process.off('exit', remove);
			remove();
		},
	};
}

/** As many connections may wait as the kernel allows: net.core.somaxconn. */
const BACKLOG = 4096;
