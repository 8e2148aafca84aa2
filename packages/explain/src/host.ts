// What is known of this host, where a record is of its own log.

import { networkInterfaces } from 'node:os';
import { mappingsOf } from './doctor/address.ts';
import { type Mapping, seeNetLabel } from './doctor/netlabel.ts';
import { seenValue } from './doctor/seen.ts';

/** What advice about a record asks of the host that it was made on. */
export interface Host {
	/** The addresses of its interfaces. */
	addresses: readonly string[];
	/** NetLabel's mappings; empty if they were not seen. */
	mappings: readonly Mapping[];
}

/** Looks at this host, as the doctor does. */
export async function thisHost(): Promise<Host> {
	const interfaces = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
	const { mappings } = await seeNetLabel();
	return {
		addresses: interfaces.map(({ address }) => address),
		mappings: seenValue(mappings) ?? [],
	};
}

/**
 * How what one of the host's own programs sends is labeled.
 *
 * @param from - the address that it was sent from
 * @param to - the address that it was sent to
 * @returns the mapping that labels it, or undefined if none does or another host has sent it
 */
export function labelingMapping(host: Host, from: string, to: string): Mapping | undefined {
	if (!host.addresses.includes(from)) return undefined;
	return mappingsOf(host.mappings, to).find(
		({ domain, protocol }) => domain === undefined && protocol !== 'UNLABELED',
	);
}
