import { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import {
	Acceptor,
	closeListeners,
	type Endpoint,
	mayBeAnswered,
	NO_CONTEXT,
	openListeners,
	type Peer,
	type PortProtocol,
	peerAt,
	type ServerEvent,
	type StreamListener,
	whoConnected,
} from '@peercon/endpoint';
import {
	type Datagram,
	type LabeledDatagramSocket,
	type SocketAddress,
	systemError,
} from '@peercon/native';
import { AnswerRate, datagramAnswer, isDatagramAnswer } from './datagram-answers.ts';

export interface GetpeerconServerOptions {
	/** Where to listen: a port or the path of a UNIX stream socket. */
	endpoint: Endpoint;
	/** The name or address to listen on; without it all of them, IPv6 and IPv4. */
	host?: string | undefined;
	/** What to serve a port with (default TCP); a path is always a stream socket. */
	protocols?: PortProtocol[];
	/**
	 * Send each peer the context that it has here, and a line feed; over UDP also a NUL, by which an
	 * answer is told from a question.
	 */
	reply?: boolean;
	/** Limit on connections at once (default: none); further ones wait in the kernel. */
	maxConnections?: number | undefined;
	/** Milliseconds without traffic before a connection is closed (default: never). */
	idleTimeout?: number | undefined;
	/**
	 * Called for each thing that happens. If it returns a promise for data, nothing more is read from
	 * that peer until the promise is kept.
	 */
	onEvent: (event: ServerEvent) => Promise<void> | undefined;
}

export interface GetpeerconServer {
	/** Where it listens, one address for each protocol. */
	readonly addresses: SocketAddress[];
	/** Ends every connection and stops listening, at once. */
	close(): void;
}

/**
 * Starts a server that asks the kernel for the security context of every peer and reports it. It
 * receives what the peers send and answers nothing, unless `reply` is set.
 *
 * @param options - where to listen, and who is told
 * @throws a system error of socket(2), bind(2), listen(2) or getaddrinfo(3); nothing listens then
 */
export async function createGetpeerconServer(
	options: GetpeerconServerOptions,
): Promise<GetpeerconServer> {
	const { endpoint, host, protocols = ['tcp'], reply = false, onEvent } = options;
	const listeners = await openListeners(endpoint, protocols, host);
	const connections = new Set<Socket>();
	const rate = reply ? new AnswerRate() : null;

	const acceptor = new Acceptor({
		maxConnections: options.maxConnections,
		onEvent,
		onAccept(fd, listener) {
			const socket = new Socket({ fd, allowHalfOpen: true });
			connections.add(socket);
			// 0 is none.
			socket.setTimeout(options.idleTimeout ?? 0, () => socket.destroy());
			serve(socket, fd, listener, reply, onEvent);
			socket.on('close', () => {
				connections.delete(socket);
				acceptor.ended();
			});
		},
	});
	for (const listener of listeners.streams) {
		acceptor.add(listener);
		onEvent({ event: 'listening', protocol: listener.protocol, local: listener.address });
	}
	for (const socket of listeners.datagrams) {
		const { address: local } = socket;
		socket.on('error', (error) => onEvent({ event: 'error', protocol: 'udp', local, error }));
		onEvent({ event: 'listening', protocol: 'udp', local });
		socket.on('message', (datagram) => answer(socket, datagram, rate, onEvent));
	}

	return {
		addresses: [...listeners.streams, ...listeners.datagrams].map(({ address }) => address),
		close() {
			acceptor.close();
			for (const socket of connections) socket.destroy();
			closeListeners(listeners);
		},
	};
}

type OnEvent = GetpeerconServerOptions['onEvent'];

/** Reports a connection from its first to its last byte. */
function serve(
	socket: Socket,
	fd: number,
	{ protocol }: StreamListener,
	reply: boolean,
	onEvent: OnEvent,
): void {
	let failure: NodeJS.ErrnoException | undefined;
	socket.on('error', ({ errno = 0, syscall = 'read' }: NodeJS.ErrnoException) => {
		failure = systemError(errno, syscall, `fd ${fd}`);
	});

	const from = whoConnected(fd, protocol);
	onEvent({ event: 'connect', ...from });
	if (reply) {
		socket.write(replyTo(from.peer));
		// The peer may go on sending after our last byte, except over SCTP, which has no half-close:
		// shutting down one direction ends the association (RFC 9260, section 1.5.1).
		if (protocol !== 'sctp') socket.end();
	}

	socket.on('data', (data) => {
		const taken = onEvent({ event: 'data', ...from, data });
		if (!taken) return;
		socket.pause();
		taken.then(() => socket.resume());
	});
	// The peer has sent its last byte; it may wait for ours.
	socket.on('end', () => socket.end());
	socket.on('close', () => {
		const bytes = socket.bytesRead;
		onEvent({ event: 'close', ...from, bytes, ...(failure && { error: failure }) });
	});
}

function answer(
	socket: LabeledDatagramSocket,
	{ data, from, to, context }: Datagram,
	rate: AnswerRate | null,
	onEvent: OnEvent,
): void {
	const peer = peerAt(from, context);
	onEvent({ event: 'datagram', protocol: 'udp', local: to, peer, data });
	if (rate === null || !mayBeAnswered(from, to) || isDatagramAnswer(data)) return;
	if (rate.take(from.address, performance.now())) socket.send(datagramAnswer(peer), from, to);
}

function replyTo({ context }: Peer): Buffer {
	return Buffer.from(`${context ?? NO_CONTEXT}\n`);
}
