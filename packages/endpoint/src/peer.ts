import {
	type InetAddress,
	type LocalAddress,
	type SocketAddress,
	type StreamProtocol,
	socketAddress,
	sys,
} from '@peercon/native';
import type { ServedAddress } from './endpoint.ts';

/** How a server heard from a peer. */
export type ServedProtocol = StreamProtocol | 'udp';

/** What programs print for 'there is no context', as Paul Moore's getpeercon_server does. */
export const NO_CONTEXT = 'NO_CONTEXT';

/** Who is at the other end. */
export interface Peer {
	/** Null for a UNIX peer without a path of its own, and where the kernel does not tell. */
	address: SocketAddress | null;
	/** The security context; in a log as people read it, see NamedEvents. Null if there is none. */
	context: string | null;
	/** The same, always untranslated: the form to compare. */
	rawContext: string | null;
}

/** A connection as a server sees it. */
export interface Connected {
	protocol: StreamProtocol;
	/** The server's own address, as this peer reached it. */
	local: ServedAddress | null;
	peer: Peer;
}

/**
 * Puts together what a server knows of an accepted connection.
 *
 * @param fd - the connection's descriptor
 * @param protocol - its protocol
 * @param asked - what the kernel has said about the peer's context: `tryGetpeercon_raw(fd)`
 */
export function connectedFrom(
	fd: number,
	protocol: StreamProtocol,
	asked: string | number,
): Connected {
	const rawContext = typeof asked === 'string' ? asked : null;
	const peer = peerAt(socketAddress(addressOrNull(sys.getpeername, fd)), rawContext);
	return { protocol, local: servedAddress(addressOrNull(sys.getsockname, fd)), peer };
}

/**
 * Null where the kernel does not tell: the peer has reset the connection already (ENOTCONN), or its
 * level, which the socket has, is one that this process may not ask about (EACCES). One peer must
 * not end a server.
 */
function addressOrNull(
	get: typeof sys.getpeername,
	fd: number,
): SocketAddress | LocalAddress | null {
	try {
		return get(fd);
	} catch {
		return null;
	}
}

function servedAddress(address: SocketAddress | LocalAddress | null): ServedAddress | null {
	return address?.family === 'abstract' ? address : socketAddress(address);
}

/**
 * A peer, of whom the address and the raw context are known.
 *
 * @param address - where it is
 * @param rawContext - its context, or null
 */
export function peerAt(address: SocketAddress | null, rawContext: string | null): Peer {
	return { address, context: rawContext, rawContext };
}

/**
 * An IPv4 address that an IPv6 socket shows as `::ffff:127.0.0.1`, as IPv4; other addresses as they
 * are. For people and records only: to send through that socket takes the mapped form.
 */
export function plainAddress<A extends ServedAddress>(address: A): A | InetAddress {
	const mapped = address.family === 'inet6' && /^::ffff:(\d+\..*)$/.exec(address.address)?.[1];
	return mapped ? { family: 'inet', address: mapped, port: address.port } : address;
}

/**
 * A peer as the programs print it: its address without the port and its context. The address of a
 * UNIX peer is `UNIX`, that of one which the kernel does not tell is `unknown`.
 */
export function peerText(protocol: ServedProtocol, { address, context }: Peer): string {
	return `${addressText(protocol, address)},${context ?? NO_CONTEXT}`;
}

function addressText(protocol: ServedProtocol, address: SocketAddress | null): string {
	if (protocol === 'unix-stream') return 'UNIX';
	return address === null ? 'unknown' : (plainAddress(address) as InetAddress).address;
}
