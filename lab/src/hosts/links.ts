import { closeSync } from 'node:fs';
import type { HostPlan, HostsPlan } from './plan.ts';

/** The links of a plan: pairs of sockets, of which each kernel inherits its ends. */
export interface Links {
	/** The descriptors of a host's ends, in the order of its interfaces. */
	of(host: string): number[];
	/** Closes this process's own. */
	close(): void;
}

/**
 * Makes the links of a plan. What one kernel sends as a packet is a datagram to the other one, and
 * nobody else can reach either socket: unix(7). This process keeps both ends open as well. So nobody
 * who is left when a host dies sees an end of the link, but a wire with nothing at it.
 *
 * @throws EMFILE
 */
export async function openLinks(plan: HostsPlan): Promise<Links> {
	// Only links need the addon: a lab with one guest does without it.
	const { createSocketPair } = await import('@peercon/native');
	const free = new Map<string, number[]>();
	const all: number[] = [];
	const ends = new Map(
		Object.entries(plan).map(([name, { interfaces = {} }]: [string, HostPlan]) => [
			name,
			Object.values(interfaces).map(({ link }) => {
				if (!free.has(link)) {
					const pair = createSocketPair('dgram');
					free.set(link, [...pair]);
					all.push(...pair);
				}
				return free.get(link)?.shift() as number;
			}),
		]),
	);
	return {
		of: (host) => ends.get(host) ?? [],
		close: () => all.forEach(closeSync),
	};
}
