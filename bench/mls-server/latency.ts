import { compile } from '../build.ts';
import { rotated } from '../load.ts';
import { median, shown, spread, table } from '../numbers.ts';
import { run } from '../processes.ts';
import { type Server, startAll, stopAll } from '../server.ts';
import { DIRECT, OURS, speakers } from './contenders.ts';

/** Connections in each round, one at a time. */
const CONNECTIONS = 300;
const PATIENCE_S = 60;
/** What it may take from accept(2) to the worker's first byte, in microseconds. */
const TARGET = 500;

/** What one contender did in one round: the median, in microseconds. */
export interface LatencyRun {
	round: number;
	contender: string;
	microseconds?: number;
	error?: string;
}

/**
 * Measures how long a connection waits for its first byte, from before connect(2). A connection that
 * the kernel has accepted is one that connect(2) has made, so accept(2) comes later than that.
 *
 * @param rounds - how many times
 */
export async function benchLatency(rounds: number): Promise<LatencyRun[]> {
	const servers = await startAll(speakers);
	const runs: LatencyRun[] = [];
	for (let round = 1; round <= rounds; round++) {
		process.stderr.write(`mls-server: first bytes: round ${round} of ${rounds}\n`);
		for (const [contender, server] of rotated([...servers], round)) {
			runs.push({ round, contender, ...(await measured(server)) });
		}
	}
	await stopAll(servers);
	process.stdout.write(report(runs));
	return runs;
}

async function measured(server: Server | Error): Promise<Omit<LatencyRun, 'round' | 'contender'>> {
	try {
		if (server instanceof Error) throw server;
		return { microseconds: median(await firstBytes(server.port, CONNECTIONS, 'byte')) };
	} catch (error) {
		return { error: (error as Error).message };
	}
}

/**
 * Connects one connection after the other.
 *
 * @param port - where
 * @param count - how many
 * @param kind - whether the server speaks first, or is asked by HTTP
 * @returns the microseconds from connect(2) to the first byte of each
 */
export async function firstBytes(
	port: number,
	count: number,
	kind: 'byte' | 'http',
): Promise<number[]> {
	const flags = [port, count, kind].map(String);
	const output = await run([compile('first-byte'), ...flags], PATIENCE_S);
	return output.trim().split('\n').map(Number);
}

function report(runs: LatencyRun[]): string {
	const rows = speakers.map(({ name }) => {
		const own = runs.filter((one) => one.contender === name);
		const medians = own.flatMap(({ microseconds }) => microseconds ?? []);
		if (medians.length === 0) return [name, '-', '-', '-', own[0]?.error ?? ''];
		const met = median(medians) < TARGET ? 'reached' : 'MISSED';
		return [
			name,
			shown(median(medians)),
			spread(medians),
			shown(median(own.flatMap((one) => beyondDirect(one, runs)))),
			name === OURS ? `target below ${TARGET}: ${met}` : '',
		];
	});
	const head = ['', 'median', 'min..max', 'beyond Node', ''];
	return `\none connection at a time, from connect to the first byte: µs\n${table([head, ...rows])}`;
}

/** The difference to the same module without a super-server, in the same round. */
function beyondDirect({ round, microseconds }: LatencyRun, runs: LatencyRun[]): number[] {
	const direct = runs.find((one) => one.contender === DIRECT && one.round === round)?.microseconds;
	return microseconds === undefined || direct === undefined ? [] : [microseconds - direct];
}
