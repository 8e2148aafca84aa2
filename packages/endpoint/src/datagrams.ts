import type { InetAddress, SocketAddress } from '@peercon/native';

/** Below are the ports of servers, which only root may use: see ip_unprivileged_port_start, ip(7). */
const FIRST_CLIENT_PORT = 1024;

/**
 * Whether a datagram's sender may be answered. One that has a server's port may not: echo, chargen
 * and others would answer in turn, and two servers tricked into that by one forged datagram would
 * never stop (CERT advisory CA-1996-01).
 *
 * @param from - the sender; null if it has no address
 * @param to - the server's address
 * @returns false for a port below 1024, and for the server's own port, which one of its kind has
 */
export function mayBeAnswered(from: SocketAddress | null, to: SocketAddress): from is InetAddress {
	if (from === null || from.family === 'unix' || to.family === 'unix') return false;
	return from.port >= FIRST_CLIENT_PORT && from.port !== to.port;
}
