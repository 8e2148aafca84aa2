import { reportCase } from './echo-report.ts';
import { type Load, type Loaded, load, rotated } from './load.ts';
import { peers } from './peers.ts';
import { startAll, stopAll } from './server.ts';

/** One way to load an echo server. */
export interface Case extends Load {
	name: string;
	/** What load counts. */
	unit: string;
	/** The share of the C reference's rate that echo-server has to reach. */
	target: number;
}

export const cases: Case[] = [
	{
		name: '64 connections x 64 bytes, ping-pong',
		unit: 'echoes/s',
		mode: 'pingpong',
		connections: 64,
		message: 64,
		target: 0.85,
	},
	{
		name: '8 connections x 64 KiB, ping-pong',
		unit: 'echoes/s',
		mode: 'pingpong',
		connections: 8,
		message: 65_536,
		target: 0.85,
	},
	{
		name: 'connect, echo 64 bytes, close; 64 at a time',
		unit: 'connections/s',
		mode: 'connect',
		connections: 64,
		message: 64,
		target: 0.8,
	},
];

/** What one peer did in one case in one round. */
export interface Run extends Loaded {
	round: number;
	case: string;
	peer: string;
}

/**
 * Measures all peers, one after the other in each case in each round, so that a slow moment of the
 * machine meets different ones. The first in a round is another one each time.
 *
 * @param rounds - how many times
 * @param seconds - how long each measurement takes
 */
export async function benchEcho(rounds: number, seconds: number): Promise<Run[]> {
	const servers = await startAll(peers);
	const runs: Run[] = [];
	for (let round = 1; round <= rounds; round++) {
		process.stderr.write(`echo: round ${round} of ${rounds}\n`);
		for (const oneCase of cases) {
			for (const [name, server] of rotated([...servers], round)) {
				const what = { round, case: oneCase.name, peer: name };
				runs.push({ ...what, ...(await load(server, oneCase, seconds)) });
			}
		}
	}
	await stopAll(servers);
	for (const oneCase of cases) process.stdout.write(reportCase(oneCase, runs));
	return runs;
}
