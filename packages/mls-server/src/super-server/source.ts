import { isIPv6 } from 'node:net';
import { plainAddress } from '@peercon/endpoint';
import { type SocketAddress, socketAddress, sys } from '@peercon/native';

/** Groups of 16 bits in the prefix of an IPv6 host's network: it has all of its addresses. */
const PREFIX_GROUPS = 4;

/**
 * Where a connection comes from.
 *
 * @param fd - its descriptor
 * @returns null where the kernel does not tell: it has been reset already, or its level is one that
 * this process may not ask about
 */
export function addressOf(fd: number): SocketAddress | null {
	try {
		return socketAddress(sys.getpeername(fd));
	} catch {
		return null;
	}
}

/**
 * What counts as one source of connections: an IPv4 address, or an IPv6 network, of which one host
 * may choose its address freely for each connection.
 *
 * @param address - where a connection comes from
 * @returns text for people; 'unknown' is one source, too
 */
export function sourceOf(address: SocketAddress | null): string {
	if (address === null) return 'unknown';
	const plain = plainAddress(address);
	if (plain.family === 'unix') return plain.path;
	return isIPv6(plain.address) ? prefixOf(plain.address) : plain.address;
}

/** `2001:db8::1` is in `2001:db8:0:0::/64`. */
function prefixOf(address: string): string {
	const [plain = '', zone] = address.split('%');
	const [before = [], behind = []] = plain
		.split('::')
		.map((part) => (part === '' ? [] : part.split(':')));
	const zeros = Array.from({ length: 8 - before.length - behind.length }, () => '0');
	const groups = [...before, ...zeros, ...behind].slice(0, PREFIX_GROUPS);
	return `${groups.join(':')}::/64${zone === undefined ? '' : `%${zone}`}`;
}
