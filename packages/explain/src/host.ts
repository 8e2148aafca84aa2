// What is known of this host, where a record is of its own log.

import { networkInterfaces } from 'node:os';
import { mappingsOf } from './doctor/address.ts';
import { type Mapping, seeNetLabel } from './doctor/netlabel.ts';
import { seenValue } from './doctor/seen.ts';

/** What advice about a record asks of the host that it was made on. */
export interface Host {
	/**
	 * How what one of the host's own programs sends is labeled.
	 *
	 * @param from - the address that it was sent from
	 * @param to - the address that it was sent to
	 * @returns the mapping that labels it, or undefined if none does or another host has sent it
	 */
	labelingMapping(from: string, to: string): Mapping | undefined;
}

/** Looks at this host, as the doctor does. */
export async function thisHost(): Promise<Host> {
	const interfaces = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
	const { mappings } = await seeNetLabel();
	return hostWith(
		interfaces.map(({ address }) => address),
		seenValue(mappings) ?? [],
	);
}

/**
 * A host of which this is known.
 *
 * @param addresses - those of its interfaces
 * @param mappings - NetLabel's; empty if they were not seen
 */
export function hostWith(addresses: readonly string[], mappings: readonly Mapping[]): Host {
	return {
		labelingMapping(from, to) {
			if (!addresses.includes(from)) return undefined;
			return mappingsOf(mappings, to).find(
				({ domain, protocol }) => domain === undefined && protocol !== 'UNLABELED',
			);
		},
	};
}
