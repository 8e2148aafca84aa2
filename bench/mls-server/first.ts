import { once } from 'node:events';
import { inBench } from '../build.ts';
import { median, shown, spread, table } from '../numbers.ts';
import { start } from '../processes.ts';
import { startServer } from '../server.ts';
import { GET, mlsServer, OURS } from './contenders.ts';
import { firstBytes } from './latency.ts';
import { HELLO, NATIVE } from './paths.ts';

/** Starting a process takes long and varies: so often in each round. */
const STARTS_PER_ROUND = 5;
/** What the first connection of a context may take, in starts of Node. */
const TARGET = 1.3;

/** All in milliseconds. */
export interface FirstRun {
	/** From connect(2) to the first byte of the answer, where there is no worker. */
	first: number;
	/** What Node takes to import what a worker imports, and to end. */
	node: number;
}

/**
 * Measures the first connection of a context: the contender waits until its worker has started. Each
 * worker ends when it has been idle for a moment, so the next connection is a first one again.
 *
 * @param rounds - how many times
 */
export async function benchFirst(rounds: number): Promise<FirstRun[]> {
	process.stderr.write('mls-server: first connections\n');
	const server = await startServer({
		name: OURS,
		greeting: GET,
		command: (port) => mlsServer(port, HELLO, '--quiet', '--idle-timeout', '0.01'),
	});
	const runs: FirstRun[] = [];
	while (runs.length < rounds * STARTS_PER_ROUND) {
		await server.settle();
		const [microseconds] = await firstBytes(server.port, 1, 'http');
		await server.settle();
		runs.push({ first: (microseconds as number) / 1000, node: await startOfNode() });
	}
	await server.stop();
	process.stdout.write(report(runs));
	return runs;
}

async function startOfNode(): Promise<number> {
	const began = performance.now();
	const script = inBench('mls-server/preload.mjs');
	const child = start([process.execPath, script, NATIVE, HELLO], 'ignore', 'ignore');
	await once(child, 'exit');
	return performance.now() - began;
}

function report(runs: FirstRun[]): string {
	const first = runs.map((run) => run.first);
	const node = runs.map((run) => run.node);
	const ratio = median(runs.map((run) => run.first / run.node));
	const met = ratio <= TARGET ? 'reached' : 'MISSED';
	const rows = [
		['', 'median', 'min..max', 'ratio', ''],
		['Node, the same imports', shown(median(node), 1), spread(node, 1), '1.00', ''],
		[
			'first connection of a context',
			shown(median(first), 1),
			spread(first, 1),
			shown(ratio, 2),
			`target at most ${TARGET}: ${met}`,
		],
	];
	return `\nno worker yet, from connect to the first byte of the answer: ms\n${table(rows)}`;
}
