import {
	type InetAddress,
	LabeledDatagramSocket,
	listenStream,
	type SocketAddress,
	type StreamProtocol,
	sys,
} from '@peercon/native';
import { addressesOf } from './addresses.ts';
import type { Endpoint, ServedAddress } from './endpoint.ts';
import { startAlone } from './unix-lock.ts';
import { makeWay, rememberPath } from './unix-path.ts';

/** The protocols that a port can be served with. A path is always a UNIX stream socket. */
export type PortProtocol = 'tcp' | 'udp' | 'sctp';

/** A stream socket that accepts connections. */
export interface StreamListener {
	protocol: StreamProtocol;
	/** Its descriptor, for `Epoll`, or for `net.Server.listen({ fd })`, which closes it in the end. */
	fd: number;
	/** The address bound to, with the port that the kernel chose for port 0. */
	address: ServedAddress;
	/** Removes what the listener left in the file system: the path of a UNIX socket. */
	release(): void;
}

/** How often a free port is looked for that all protocols can have. */
const PORT_ATTEMPTS = 10;

/** Everything that one server listens with. */
export interface Listeners {
	streams: StreamListener[];
	datagrams: LabeledDatagramSocket[];
	/** Of sockets that a service manager has opened: their raw contexts, by descriptor, if known. */
	contexts?: Map<number, string | null>;
}

/**
 * Listens on a port with each of the protocols, or on a path or an abstract name for UNIX stream
 * connections.
 *
 * @param endpoint - where; with port 0 the kernel chooses one, the same for all protocols. What is
 * open already is given back
 * @param protocols - what to serve a port with
 * @param host - the name or address to listen on; without it all of them, IPv6 and IPv4
 * @param context - the raw context of the stream sockets on a port; without it, the policy decides
 * @throws a system error of socket(2), bind(2), listen(2) or getaddrinfo(3); nothing stays open then
 */
export async function openListeners(
	endpoint: Endpoint | Listeners,
	protocols: PortProtocol[],
	host?: string,
	context?: string,
): Promise<Listeners> {
	if ('streams' in endpoint) return endpoint;
	if ('path' in endpoint) return { streams: [await openUnix(endpoint.path)], datagrams: [] };
	if ('abstract' in endpoint) return { streams: [openAbstract(endpoint.abstract)], datagrams: [] };
	for (let attempt = 1; ; attempt++) {
		try {
			return await openPort(endpoint.port, protocols, host, context);
		} catch (error) {
			// What the kernel chose for one protocol may be taken with the next.
			const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
			if (endpoint.port !== 0 || !isTaken || attempt === PORT_ATTEMPTS) throw error;
		}
	}
}

async function openPort(
	wanted: number,
	protocols: PortProtocol[],
	host: string | undefined,
	context: string | undefined,
): Promise<Listeners> {
	const open: Listeners = { streams: [], datagrams: [] };
	let port = wanted;
	try {
		for (const protocol of protocols) {
			const candidates = await addresses(port, host);
			let address: ServedAddress;
			if (protocol === 'udp') {
				const socket = atFirstUsable(candidates, (at) => new LabeledDatagramSocket(at));
				open.datagrams.push(socket);
				address = socket.address;
			} else {
				const listener = atFirstUsable(candidates, (at) => openStream(protocol, at, context));
				open.streams.push(listener);
				address = listener.address;
			}
			if ('port' in address) port = address.port;
		}
		return open;
	} catch (error) {
		closeListeners(open);
		throw error;
	}
}

/** Closes all of them, and removes the paths of UNIX sockets. A second call does nothing. */
export function closeListeners({ streams, datagrams }: Listeners): void {
	for (const socket of datagrams.splice(0)) socket.close();
	for (const listener of streams.splice(0)) {
		// In this order: a path on which nobody listens may be another server's a moment later.
		listener.release();
		sys.close(listener.fd);
	}
}

function openStream(
	protocol: 'tcp' | 'sctp',
	at: InetAddress,
	context: string | undefined,
): StreamListener {
	const fd = listenStream({ protocol, address: at, context });
	return { protocol, fd, address: sys.getsockname(fd) as SocketAddress, release() {} };
}

async function openUnix(path: string): Promise<StreamListener> {
	const address = { family: 'unix', path } as const;
	const fd = await startAlone(path, async () => {
		makeWay(path);
		return listenStream({ protocol: 'unix-stream', address });
	});
	const remove = rememberPath(path);
	process.once('exit', remove); // also when an error ends the process
	const release = () => {
		process.off('exit', remove);
		remove();
	};
	return { protocol: 'unix-stream', fd, address, release };
}

/** No file has its name, so nothing is left behind: the kernel forgets it with the socket. */
function openAbstract(abstract: string): StreamListener {
	const address = { family: 'abstract', abstract } as const;
	const fd = listenStream({ protocol: 'unix-stream', address });
	return { protocol: 'unix-stream', fd, address, release() {} };
}

/** Where to listen, best first. `::` takes IPv4 as well; a kernel without IPv6 has 0.0.0.0. */
async function addresses(port: number, host?: string): Promise<InetAddress[]> {
	if (host !== undefined) return (await addressesOf(host, port)).slice(0, 1);
	return [
		{ family: 'inet6', address: '::', port },
		{ family: 'inet', address: '0.0.0.0', port },
	];
}

function atFirstUsable<T>(candidates: InetAddress[], open: (address: InetAddress) => T): T {
	for (const [index, address] of candidates.entries()) {
		try {
			return open(address);
		} catch (error) {
			const code = (error as NodeJS.ErrnoException).code ?? '';
			const isLast = index === candidates.length - 1;
			if (isLast || !['EAFNOSUPPORT', 'EADDRNOTAVAIL'].includes(code)) throw error;
		}
	}
	throw new Error('no address to listen on');
}
