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
import { StreamEcho } from './stream-echo.ts';

/** RFC 862: "Echo Protocol". */
export const ECHO_PORT = 7;

export interface EchoServerOptions {
	/**
	 * Where to listen: a port (default 7) or the path of a UNIX stream socket; or what is open already,
	 * which it closes in the end: {@link inheritedListeners}.
	 */
	endpoint?: Endpoint | Listeners;
	/** The name or address to listen on; without it all of them, IPv6 and IPv4. */
	host?: string | undefined;
	/** What to serve a port with (default TCP and UDP); a path is always a stream socket. */
	protocols?: PortProtocol[];
	/** Limit on connections at once (default: none); further ones wait in the kernel. */
	maxConnections?: number | undefined;
	/** Milliseconds without traffic before a connection is closed (default 0: never). */
	idleTimeout?: number | undefined;
	/**
	 * Called for each thing that happens. Without it the server asks for no peer's context, which
	 * saves system calls.
	 */
	onEvent?: ((event: ServerEvent) => void) | undefined;
}

export interface EchoServer {
	/** Where it listens, one address for each protocol. */
	readonly addresses: ServedAddress[];
	/** How many connections are open. */
	readonly connections: number;
	/** Closes every connection and stops listening, at once. */
	close(): void;
}

/**
 * Starts an echo server (RFC 862): what arrives goes back to its sender.
 *
 * A peer that sends without reading costs at most 64 KiB: nothing more is read from it until it has
 * taken that back.
 *
 * @param options - where and how to listen
 * @throws a system error of socket(2), bind(2), listen(2) or getaddrinfo(3); nothing listens then
 */
export async function createEchoServer(options: EchoServerOptions = {}): Promise<EchoServer> {
	const { endpoint = { port: ECHO_PORT }, host, protocols = ['tcp', 'udp'], onEvent } = options;
	const echo = new StreamEcho({
		idleTimeout: options.idleTimeout ?? 0,
		onEnd(from, bytes, error) {
			if (from) onEvent?.({ event: 'close', ...from, bytes, ...(error && { error }) });
			acceptor.ended();
		},
	});

	const acceptor = new Acceptor({
		maxConnections: options.maxConnections,
		onEvent,
		onAccept(fd, { protocol }) {
			// Who has connected is asked only where somebody is told: what is echoed does not depend on it.
			const from = onEvent ? connectedFrom(fd, protocol, tryGetpeercon_raw(fd)) : null;
			echo.begin(fd, from);
			if (from) onEvent?.({ event: 'connect', ...from });
		},
	});
	const listeners = await openListeners(endpoint, protocols, host).catch((error) => {
		acceptor.close();
		echo.close();
		throw error;
	});
	for (const listener of listeners.streams) {
		acceptor.add(listener);
		onEvent?.({
			event: 'listening',
			protocol: listener.protocol,
			local: listener.address,
			...asOpened(listeners, listener.fd),
		});
	}
	for (const socket of listeners.datagrams) {
		socket.on('message', (datagram) => echoDatagram(socket, datagram, onEvent));
		const { address: local } = socket;
		socket.on('error', (error) => onEvent?.({ event: 'error', protocol: 'udp', local, error }));
		onEvent?.({ event: 'listening', protocol: 'udp', local, ...asOpened(listeners, socket.fd) });
	}
	return {
		addresses: [...listeners.streams, ...listeners.datagrams].map(({ address }) => address),
		get connections() {
			return acceptor.connections;
		},
		close() {
			acceptor.close();
			echo.close();
			closeListeners(listeners);
		},
	};
}

/** The same without a connection: each datagram goes back to its sender. */
function echoDatagram(
	socket: LabeledDatagramSocket,
	{ data, from, to, context, truncated }: Datagram,
	onEvent: EchoServerOptions['onEvent'],
): void {
	if (from === null || from.family === 'unix' || to.family === 'unix' || truncated) return;
	const peer = peerAt(from, context);
	onEvent?.({ event: 'datagram', protocol: 'udp', local: to, peer, data });
	if (mayBeAnswered(from, to)) socket.send(data, from, to);
}
