import { compile } from './build.ts';
import { reportCase } from './echo-report.ts';
import { peers } from './peers.ts';
import { run } from './processes.ts';
import { type Server, startServer } from './server.ts';

/** One way to load an echo server. */
export interface Case {
	name: string;
	/** What load counts. */
	unit: string;
	mode: 'pingpong' | 'connect';
	connections: number;
	bytes: number;
	/** The share of the C reference's rate that echo-server has to reach. */
	target: number;
}

export const cases: Case[] = [
	{
		name: '64 connections x 64 bytes, ping-pong',
		unit: 'echoes/s',
		mode: 'pingpong',
		connections: 64,
		bytes: 64,
		target: 0.85,
	},
	{
		name: '8 connections x 64 KiB, ping-pong',
		unit: 'echoes/s',
		mode: 'pingpong',
		connections: 8,
		bytes: 65_536,
		target: 0.85,
	},
	{
		name: 'connect, echo 64 bytes, close; 64 at a time',
		unit: 'connections/s',
		mode: 'connect',
		connections: 64,
		bytes: 64,
		target: 0.8,
	},
];

/** What one peer did in one case in one round. */
export interface Run {
	round: number;
	case: string;
	peer: string;
	/** In the case's unit; absent if it failed. */
	rate?: number;
	/** The processor time that each took the peer, in microseconds. */
	cost?: number;
	/** The most processes that the peer was seen to have at once. */
	processes?: number;
	/** The share of a processor that the load took. */
	load?: number;
	error?: string;
}

/** What load takes in addition to the time it measures, at most. */
const LOAD_EXTRA_SECONDS = 30;
const LOOK_EVERY_MS = 250;

/**
 * Measures all peers, one after the other in each case in each round, so that a slow moment of the
 * machine meets different ones. The first in a round is another one each time.
 *
 * @param rounds - how many times
 * @param seconds - how long each measurement takes
 */
export async function benchEcho(rounds: number, seconds: number): Promise<Run[]> {
	const load = compile('load');
	const servers = await startAll();
	const runs: Run[] = [];
	for (let round = 1; round <= rounds; round++) {
		process.stderr.write(`echo: round ${round} of ${rounds}\n`);
		for (const oneCase of cases) {
			for (const [name, server] of rotated([...servers], round)) {
				const what = { round, case: oneCase.name, peer: name };
				runs.push({ ...what, ...(await measured(server, oneCase, load, seconds)) });
			}
		}
	}
	for (const server of servers.values()) if (!(server instanceof Error)) await server.stop();
	for (const oneCase of cases) process.stdout.write(reportCase(oneCase, runs));
	return runs;
}

/** All peers by name; in place of one that did not start, the reason. */
async function startAll(): Promise<Map<string, Server | Error>> {
	const servers = new Map<string, Server | Error>();
	for (const peer of peers) {
		servers.set(peer.name, await startServer(peer).catch((error: Error) => error));
	}
	return servers;
}

async function measured(
	server: Server | Error,
	{ mode, connections, bytes }: Case,
	load: string,
	seconds: number,
): Promise<Pick<Run, 'rate' | 'cost' | 'processes' | 'load' | 'error'>> {
	if (server instanceof Error) return { error: server.message };
	const flags = [server.port, mode, connections, bytes, seconds].map(String);
	try {
		const before = server.processorTime();
		const counted = run([load, ...flags], seconds + LOAD_EXTRA_SECONDS);
		const processes = await greatest(server.processes, counted);
		const [rate, busy, total] = (await counted).split(' ').map(Number) as [number, number, number];
		await server.settle();
		const cost = ((server.processorTime() - before) / total) * 1e6;
		return { rate, cost, processes, load: busy };
	} catch (error) {
		return { error: (error as Error).message };
	}
}

/** The greatest of a number's values, until a promise is settled. */
async function greatest(value: () => number, end: Promise<unknown>): Promise<number> {
	let most = value();
	const timer = setInterval(() => {
		most = Math.max(most, value());
	}, LOOK_EVERY_MS);
	await end.finally(() => clearInterval(timer));
	return most;
}

function rotated<T>(list: T[], by: number): T[] {
	const first = by % list.length;
	return [...list.slice(first), ...list.slice(0, first)];
}
