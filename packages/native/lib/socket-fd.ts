import dgram from 'node:dgram';
import net from 'node:net';

// Node has no public way to a socket's descriptor (nodejs/node issues 4763 and 8974). This is the
// one file of the suite that knows where it is kept; a test runs it on every kind of socket.

interface Handle {
	readonly fd: number;
}

/**
 * The descriptor of a socket, for {@link getpeercon} and the like. It stays the socket's: it is
 * invalid once the socket is closed, and must not be closed by others.
 *
 * @param socket - a `net.Socket` (or `tls.TLSSocket`), `net.Server` or `dgram.Socket`
 * @returns the descriptor, 0 or more
 * @throws TypeError if it is none of these; EBADF (`syscall` `socketFd`) if it is closed, or not
 * bound or connected yet
 */
export function socketFd(socket: net.Socket | net.Server | dgram.Socket): number {
	const fd = handleOf(socket)?.fd ?? -1;
	if (fd >= 0) return fd;
	throw Object.assign(
		new Error('EBADF: the socket has no descriptor: it is closed or not open yet'),
		{
			code: 'EBADF',
			errno: -9,
			syscall: 'socketFd',
		},
	);
}

function handleOf(socket: unknown): Handle | null | undefined {
	if (socket instanceof net.Socket || socket instanceof net.Server) {
		return (socket as unknown as { _handle: Handle | null })._handle;
	}
	if (socket instanceof dgram.Socket) {
		// Its `_handle` warns that it is deprecated (DEP0112); this is what that getter reads.
		const key = Object.getOwnPropertySymbols(socket).find((s) => s.description === 'state symbol');
		const state = (socket as unknown as Record<symbol, { handle: Handle | null }>)[key ?? Symbol()];
		return state?.handle;
	}
	throw Object.assign(
		new TypeError('The "socket" argument must be a net.Socket, net.Server or dgram.Socket'),
		{ code: 'ERR_INVALID_ARG_TYPE' },
	);
}
