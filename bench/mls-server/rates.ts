import { type Load, type Loaded, load, rotated } from '../load.ts';
import type { Peer } from '../peers.ts';
import { startAll, stopAll } from '../server.ts';
import { DIRECT, echoers, FORK, greeters, OURS, OURS_JIT, only, SYSTEMD, XINETD } from './peers.ts';
import { reportCase } from './rates-report.ts';

/** One way to load the peers. */
export interface Case extends Load {
	name: string;
	/** What load counts. */
	unit: string;
	peers: Peer[];
	/** How many times as fast as other peers mls-server has to be. */
	targets: { than: string; ratio: number }[];
}

const cases: Case[] = [
	{
		name: 'connect, GET /, close; 64 at a time',
		unit: 'connections/s',
		mode: 'connect',
		connections: 64,
		message: 'http',
		peers: greeters,
		targets: [
			{ than: XINETD, ratio: 10 },
			{ than: SYSTEMD, ratio: 10 },
			{ than: FORK, ratio: 1 },
		],
	},
	{
		name: 'connect, echo one byte, close; 64 at a time',
		unit: 'connections/s',
		mode: 'connect',
		connections: 64,
		message: 1,
		peers: echoers,
		targets: [
			{ than: XINETD, ratio: 10 },
			{ than: SYSTEMD, ratio: 10 },
			{ than: FORK, ratio: 1 },
		],
	},
	{
		name: 'GET / over and over on 64 connections',
		unit: 'requests/s',
		mode: 'pingpong',
		connections: 64,
		message: 'http',
		peers: only(greeters, 'C, epoll', DIRECT, OURS, OURS_JIT, FORK),
		targets: [{ than: DIRECT, ratio: 0.95 }],
	},
];

/** What one peer did in one case in one round. */
export interface Run extends Loaded {
	round: number;
	case: string;
	peer: string;
}

/**
 * Measures how many connections and requests the peers answer.
 *
 * @param rounds - how many times
 * @param seconds - how long each measurement takes
 */
export async function benchRates(rounds: number, seconds: number): Promise<Run[]> {
	const runs: Run[] = [];
	for (const oneCase of cases) {
		const servers = await startAll(oneCase.peers);
		for (let round = 1; round <= rounds; round++) {
			process.stderr.write(`mls-server: ${oneCase.name}: round ${round} of ${rounds}\n`);
			for (const [peer, server] of rotated([...servers], round)) {
				const loaded = await load(server, oneCase, seconds);
				runs.push({ round, case: oneCase.name, peer, ...loaded });
			}
		}
		await stopAll(servers);
		process.stdout.write(reportCase(oneCase, runs));
	}
	return runs;
}
