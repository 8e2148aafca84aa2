import { compile } from './build.ts';
import { run } from './processes.ts';
import type { Run } from './report.ts';
import type { Server } from './server.ts';

/** How a server is loaded: the arguments of c/load.c. */
export interface Load {
	mode: 'pingpong' | 'connect';
	connections: number;
	/** How many bytes are to be echoed, or HTTP requests. */
	message: number | 'http';
}

/** What that came to. */
export interface Loaded {
	/** Answers in a second; absent if it failed. */
	value?: number;
	/** The processor time that each took the server, in microseconds. */
	cost?: number;
	/** The share that the server's first process has in it. */
	ownCost?: number;
	/** The most processes that the server was seen to have at once. */
	processes?: number;
	/** The share of a processor that the load took. */
	load?: number;
	error?: string;
}

/** What one contender did in one case in one round, under load. */
export type LoadedRun = Run & Loaded;

/** The most processes that a contender was seen to have, in any of its runs. */
export function mostProcesses(runs: LoadedRun[]): number {
	return Math.max(0, ...runs.map(({ processes = 0 }) => processes));
}

/** What load takes in addition to the time it measures, at most. */
const EXTRA_SECONDS = 30;
const LOOK_EVERY_MS = 250;

/**
 * Loads a server.
 *
 * @param server - in place of one that did not start, the reason
 * @param how - with what
 * @param seconds - for how long
 */
export async function load(
	server: Server | Error,
	{ mode, connections, message }: Load,
	seconds: number,
): Promise<Loaded> {
	if (server instanceof Error) return { error: server.message };
	const flags = [server.port, mode, connections, message, seconds].map(String);
	try {
		const before = server.processorTime();
		const ownBefore = server.ownProcessorTime();
		const counted = run([compile('load'), ...flags], seconds + EXTRA_SECONDS);
		const processes = await greatest(server.processes, counted);
		const [value, busy, total] = (await counted).split(' ').map(Number) as [number, number, number];
		await server.settle();
		const cost = ((server.processorTime() - before) / total) * 1e6;
		const ownCost = ((server.ownProcessorTime() - ownBefore) / total) * 1e6;
		return { value, cost, ownCost, processes, load: busy };
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

/** A list that begins with another one each time. */
export function rotated<T>(list: T[], by: number): T[] {
	const first = by % list.length;
	return [...list.slice(first), ...list.slice(0, first)];
}
