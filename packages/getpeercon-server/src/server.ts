import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import {
	Acceptor,
	asOpened,
	closeListeners,
	connectedFrom,
	type Endpoint,
	type Listeners,
	mayBeAnswered,
	openListeners,
	type PortProtocol,
	peerAt,
	type ServedAddress,
	type ServerEvent,
} from '@peercon/endpoint';
import { type Datagram, type LabeledDatagramSocket, tryGetpeercon_raw } from '@peercon/native';
import { receive, reply } from './connection.ts';
import { AnswerRate, datagramAnswer, isDatagramAnswer } from './datagram-answers.ts';

export interface GetpeerconServerOptions {
	/**
	 * Where to listen: a port or the path of a UNIX stream socket; or what is open already, which it
	 * closes in the end: {@link inheritedListeners}.
	 */
	endpoint: Endpoint | Listeners;
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
	readonly addresses: ServedAddress[];
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
	const { endpoint, host, protocols = ['tcp'], onEvent } = options;
	const connections = new Set<Socket>();

	const acceptor = new Acceptor({
		maxConnections: options.maxConnections,
		onEvent,
		onAccept(fd, { protocol }) {
			// What the program is for: ask the kernel who has connected, tell it, and reply. The answer is
			// the label of the connection's first packet, or of the process at the other end of a UNIX
			// socket; an errno, ENOPROTOOPT, where nothing labels the connection.
			const context = tryGetpeercon_raw(fd);
			const from = connectedFrom(fd, protocol, context);
			const socket = keep(receive(fd, from, onEvent));
			onEvent({ event: 'connect', ...from });
			if (options.reply) reply(socket, from);
		},
	});
	const keep = (socket: Socket): Socket => {
		connections.add(socket);
		socket.on('close', () => {
			connections.delete(socket);
			acceptor.ended();
		});
		// 0 is none.
		return socket.setTimeout(options.idleTimeout ?? 0, () => socket.destroy());
	};
	const listeners = await openListeners(endpoint, protocols, host).catch((error) => {
		acceptor.close();
		throw error;
	});
	for (const listener of listeners.streams) {
		acceptor.add(listener);
		onEvent({
			event: 'listening',
			protocol: listener.protocol,
			local: listener.address,
			...asOpened(listeners, listener.fd),
		});
	}
	const rate = options.reply ? new AnswerRate() : null;
	for (const socket of listeners.datagrams) {
		socket.on('message', (datagram) => answer(socket, datagram, rate, onEvent));
		const { address: local } = socket;
		socket.on('error', (error) => onEvent({ event: 'error', protocol: 'udp', local, error }));
		onEvent({ event: 'listening', protocol: 'udp', local, ...asOpened(listeners, socket.fd) });
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

/** The same without a connection: each datagram brings its sender's context. */
function answer(
	socket: LabeledDatagramSocket,
	{ data, from, to, context }: Datagram,
	rate: AnswerRate | null,
	onEvent: GetpeerconServerOptions['onEvent'],
): void {
	const peer = peerAt(from, context);
	onEvent({ event: 'datagram', protocol: 'udp', local: to, peer, data });
	if (rate === null || !mayBeAnswered(from, to) || isDatagramAnswer(data)) return;
	if (rate.take(from.address, performance.now())) socket.send(datagramAnswer(peer), from, to);
}
