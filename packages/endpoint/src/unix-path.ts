import { lstatSync, type Stats, unlinkSync } from 'node:fs';
import { constants } from 'node:os';
import { createSocket, sys, systemError } from '@peercon/native';

/** The kinds of sockets that a path can be of. */
export type UnixProtocol = 'unix-stream' | 'unix-dgram' | 'unix-seqpacket';

/**
 * Makes way for a UNIX socket at a path. bind(2) refuses a path that exists, also one that a killed
 * server left behind: such a stale socket is removed, if nothing listens on it.
 *
 * @param path - where the socket is to be
 * @param protocol - its kind
 * @throws EADDRINUSE if somebody listens there, EEXIST if it is not a socket; nothing is removed then
 */
export function makeWay(path: string, protocol: UnixProtocol = 'unix-stream'): void {
	const found = lstatSync(path, { throwIfNoEntry: false });
	if (!found) return;
	if (!found.isSocket()) {
		throw systemError(constants.errno.EEXIST, 'bind', `'${path}', which is not a socket`);
	}
	if (!isStale(path, protocol)) {
		throw systemError(constants.errno.EADDRINUSE, 'bind', `'${path}', which is in use`);
	}
	// Another server may have replaced it meanwhile, as we are about to.
	const now = lstatSync(path, { throwIfNoEntry: false });
	if (now && isSameFile(now, found)) unlinkSync(path);
}

/**
 * Notes which file a bound socket's path is, so that it can be removed when the server closes.
 *
 * @param path - the path just bound
 * @returns a function that removes it, unless another server has put its own in its place by then
 */
export function rememberPath(path: string): () => void {
	const ours = lstatSync(path);
	return () => {
		const now = lstatSync(path, { throwIfNoEntry: false });
		if (now && isSameFile(now, ours)) unlinkSync(path);
	};
}

function isSameFile(a: Stats, b: Stats): boolean {
	return a.dev === b.dev && a.ino === b.ino;
}

/**
 * Whether nobody listens on a path. Only ECONNREFUSED says so; EACCES, for example, says nothing of
 * that.
 *
 * @param path - the path of a UNIX socket
 * @param protocol - its kind; one of another kind is in use
 */
export function isStale(path: string, protocol: UnixProtocol = 'unix-stream'): boolean {
	const fd = createSocket(protocol, 'unix');
	try {
		sys.connect(fd, { family: 'unix', path });
		return false;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'ECONNREFUSED';
	} finally {
		sys.close(fd);
	}
}
