// What tcpdump(8) sees on the wire: packets that are whole, for what reads their labels.

import { packetsOf } from '../../src/cipso.ts';
import type { Running } from '../../src/guest.ts';
import type { ScenarioGuest } from '../../src/scenario.ts';

/** What tcpdump(8) shows of packets that open a TCP connection, also behind a CALIPSO option of 16 octets. */
const FIRST_PACKETS = 'tcp[tcpflags] == tcp-syn or ip6[69] == tcp-syn';

/** Captures the first packets of connections. */
export function capture(guest: ScenarioGuest, netif: string): Promise<Running> {
	const tcpdump = `tcpdump --immediate-mode -l -i ${netif} -nn -x '${FIRST_PACKETS}'`;
	return guest.serve(tcpdump, /listening on/);
}

/**
 * Waits for the first packet of each connection, as {@link packets} does.
 *
 * @returns them, without those that a slow machine has sent again
 */
export function captured(running: Running, connections: number): Promise<Buffer[]> {
	return packets(running, connections, (output) => {
		const sequences = Array.from(output.matchAll(/Flags \[S\], seq (\d+)/g), ([, seq]) => seq);
		return packetsOf(output).filter((_, index) => sequences.indexOf(sequences[index]) === index);
	});
}

/**
 * Waits for so many packets, and ends the capture. It must not end while tcpdump(8) writes: a signal
 * interrupts that, and the rest of the packet is lost.
 *
 * @param running - tcpdump, with -x
 * @param count - how many packets
 * @param choose - takes those that count from its output
 */
export async function packets(
	running: Running,
	count: number,
	choose: (output: string) => Buffer[] = packetsOf,
): Promise<Buffer[]> {
	for (;;) {
		const { output } = running;
		const chosen = choose(output);
		if (chosen.length >= count) {
			await running.stop();
			return chosen;
		}
		await running.waitFor(new RegExp(`^[\\s\\S]{${output.length + 1},}`));
	}
}
