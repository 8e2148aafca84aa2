import { Socket } from 'node:net';
import type { AbstractAddress, Family, Protocol, SocketAddress } from './binding.ts';
import { EPOLLOUT, Epoll } from './epoll.ts';
import { systemError } from './errors.ts';
import { createSocket } from './labeled.ts';
import * as sys from './sys.ts';

// Node's net makes TCP and UNIX sockets only, and labels none. These make the descriptor, for SCTP
// too and in a given context; net then takes it over: `server.listen({ fd })`, `new Socket({ fd })`.

export type StreamProtocol = Extract<Protocol, 'tcp' | 'sctp' | 'unix-stream'>;

export interface StreamOptions {
	protocol: StreamProtocol;
	/** Where to listen, or whom to connect to. */
	address: SocketAddress | AbstractAddress;
	/** The socket's security context; without it, the policy decides. */
	context?: string | undefined;
}

/**
 * Creates a listening stream socket.
 *
 * @param options - the protocol and address; `backlog` is how many connections may wait (default
 * 4096, the kernel's own cap on Linux 5.4 and later)
 * @returns its descriptor, for `net.Server.listen({ fd })` or {@link Epoll}; the caller closes it
 * @throws what {@link createSocket}, bind(2) and listen(2) give; nothing stays open then
 */
export function listenStream(options: StreamOptions & { backlog?: number }): number {
	const { protocol, address, context, backlog = 4096 } = options;
	const fd = createSocket(protocol, familyOf(address), context);
	try {
		sys.bind(fd, address);
		sys.listen(fd, backlog);
		return fd;
	} catch (error) {
		sys.close(fd);
		throw error;
	}
}

/**
 * Connects a stream socket.
 *
 * @param options - the protocol and address; `signal` gives up
 * @returns the connected socket, as net has it
 * @throws what {@link createSocket} and connect(2) give (ECONNREFUSED, EACCES ...), or the signal's
 * reason; nothing stays open then
 */
export async function connectStream(
	options: StreamOptions & { signal?: AbortSignal | undefined },
): Promise<Socket> {
	const { protocol, address, context, signal } = options;
	signal?.throwIfAborted();
	const fd = createSocket(protocol, familyOf(address), context);
	try {
		if (!sys.connect(fd, address)) await connected(fd, address, signal);
		return new Socket({ fd });
	} catch (error) {
		sys.close(fd);
		throw error;
	}
}

/** Waits until a connect(2) that is under way has succeeded or failed. */
function connected(
	fd: number,
	address: SocketAddress | AbstractAddress,
	signal?: AbortSignal,
): Promise<void> {
	return new Promise((resolve, reject) => {
		const giveUp = () => {
			epoll.close();
			reject(signal?.reason);
		};
		const epoll = new Epoll(() => {
			epoll.close();
			signal?.removeEventListener('abort', giveUp);
			const errno = sys.takeError(fd);
			if (errno === 0) resolve();
			else reject(systemError(errno, 'connect', addressText(address)));
		});
		try {
			epoll.add(fd, EPOLLOUT);
			signal?.addEventListener('abort', giveUp);
		} catch (error) {
			epoll.close();
			reject(error);
		}
	});
}

/** An abstract name is a UNIX socket's. */
function familyOf({ family }: SocketAddress | AbstractAddress): Family {
	return family === 'abstract' ? 'unix' : family;
}

function addressText(address: SocketAddress | AbstractAddress): string {
	if (address.family === 'abstract') return `@${address.abstract}`;
	return address.family === 'unix' ? address.path : `${address.address} port ${address.port}`;
}
