import { isIP } from 'node:net';
import type { InetAddress } from '@peercon/native';

/**
 * Gives every address of a host, in the order in which to try them.
 *
 * @param host - a name or an address
 * @param port - the port that goes with each
 * @throws a system error such as ENOTFOUND, `syscall` `getaddrinfo`
 */
export async function addressesOf(host: string, port: number): Promise<InetAddress[]> {
	const family = isIP(host);
	if (family !== 0) return [addressOf(host, family, port)];
	// Loaded for names alone: it reads /etc/resolv.conf, which a confined program may not be allowed.
	const { lookup } = await import('node:dns/promises');
	const found = await lookup(host, { all: true });
	return found.map(({ address, family }) => addressOf(address, family, port));
}

function addressOf(address: string, family: number, port: number): InetAddress {
	return { family: family === 6 ? 'inet6' : 'inet', address, port };
}
