// The ports that are listened on, and their types.

import { type PortMapping, typesOfPort } from './mapped.ts';
import { type Seen, seenValue } from './seen.ts';
import { ask } from './tool.ts';

/** A port that somebody listens on. */
export interface Listening {
	protocol: 'tcp' | 'udp' | 'sctp';
	/** As ss(8) shows it: `*`, `0.0.0.0`, `[::1]`, `127.0.0.1%lo`. */
	address: string;
	port: number;
	/** The types that it may have: several where the policy leaves it open, none where it was not seen. */
	types: string[];
}

/** ss(8) has a letter for each protocol. */
const LETTERS = { tcp: 't', udp: 'u', sctp: 'S' } as const;

/** Asks for what is listened on in this network namespace. */
export async function seeListening(ports: Seen<PortMapping[]>): Promise<Seen<Listening[]>> {
	const protocols = ['tcp', 'udp', 'sctp'] as const;
	const asked = await Promise.all(
		protocols.map((protocol) => {
			return ask('ss', ['-H', '-l', '-n', `-${LETTERS[protocol]}`], (text) =>
				readSockets(text, protocol),
			);
		}),
	);
	const failed = asked.find((seen) => 'unseen' in seen);
	if (failed) return failed as Seen<never>;
	const found = asked.flatMap((seen) => seenValue(seen) ?? []);
	const known = seenValue(ports) ?? [];
	return {
		source: `ss -H -l -n -t, -u, -S; ${ports.source}`,
		value: found.map((socket) => ({
			...socket,
			types: typesOfPort(known, socket.protocol, socket.port),
		})),
	};
}

/** Reads what ss(8) prints with -H -l -n: the state, two numbers, and the local address. */
export function readSockets(
	output: string,
	protocol: Listening['protocol'],
): Omit<Listening, 'types'>[] {
	return output
		.split('\n')
		.filter((line) => line.trim() !== '')
		.map((line) => {
			const [, address, port] = /^\w+\s+\d+\s+\d+\s+(\S+):(\d+)\s/.exec(`${line} `) ?? [];
			if (address === undefined) throw new Error(line);
			return { protocol, address, port: Number(port) };
		});
}
