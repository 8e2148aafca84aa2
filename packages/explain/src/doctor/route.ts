// The interface by which packets go to an address.

import type { Seen } from './seen.ts';
import { ask } from './tool.ts';

/**
 * Asks for the interface.
 *
 * @param address - an IPv4 or IPv6 address, without a zone
 */
export function seeRoute(address: string): Promise<Seen<string>> {
	return ask('ip', ['-j', 'route', 'get', address], readRoute);
}

/** Reads `ip -j route get`. */
export function readRoute(output: string): string {
	const dev = JSON.parse(output)[0]?.dev;
	if (typeof dev !== 'string') throw new Error(output.trim());
	return dev;
}
