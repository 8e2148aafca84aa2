import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { inBench } from '../build.ts';
import { median, shown, spread, table } from '../numbers.ts';
import { descendants, type Memory, memory } from '../proc.ts';
import { start, stop } from '../processes.ts';
import { startServer } from '../server.ts';
import { DIRECT, greeters, OURS, only } from './contenders.ts';
import { HELLO, MLS_WORKER, NATIVE, WORKER_PROCESS } from './paths.ts';

const WORKERS = 100;
/** What is needed only for a start is given back by then. */
const SETTLED_AFTER_MS = 2000;
/** What an idle worker may have for itself: 20 MB. */
const TARGET = 20e6;

export interface MemoryRun {
	name: string;
	/** Of each process. */
	processes: Memory[];
}

/** Measures the memory of idle workers, each of which has answered one request. */
export async function benchMemory(): Promise<MemoryRun[]> {
	process.stderr.write('mls-server: memory\n');
	const runs = [...(await alone()), await hundred()];
	process.stdout.write(report(runs));
	return runs;
}

async function alone(): Promise<MemoryRun[]> {
	const runs: MemoryRun[] = [];
	for (const contender of only(greeters, DIRECT, OURS)) {
		const server = await startServer(contender);
		await sleep(SETTLED_AFTER_MS);
		runs.push({ name: contender.name, processes: [memory(server.pid)] });
		const workers = descendants(server.pid).map(memory);
		if (workers.length > 0) runs.push({ name: 'its worker', processes: workers });
		await server.stop();
	}
	return runs;
}

async function hundred(): Promise<MemoryRun> {
	const script = inBench('mls-server/hundred.mjs');
	const flags = [`${WORKERS}`, WORKER_PROCESS, MLS_WORKER, HELLO, NATIVE];
	const child = start([process.execPath, script, ...flags], 'pipe', 'ignore');
	await once(child.stdout as NodeJS.ReadableStream, 'data');
	await sleep(SETTLED_AFTER_MS);
	const workers = descendants(child.pid as number).map(memory);
	await stop(child);
	return { name: `${workers.length} workers`, processes: workers };
}

function report(runs: MemoryRun[]): string {
	const rows = runs.map(({ name, processes }) => {
		const own = processes.map((one) => one.private / 1e6);
		const total = processes.reduce((sum, { proportional }) => sum + proportional, 0) / 1e6;
		const met = Math.max(...own) * 1e6 < TARGET ? 'reached' : 'MISSED';
		return [
			name,
			shown(median(own), 1),
			processes.length > 1 ? spread(own, 1) : '',
			shown(
				own.reduce((sum, one) => sum + one, 0),
				1,
			),
			shown(total, 1),
			/worker/.test(name) ? `target below ${TARGET / 1e6} each: ${met}` : '',
		];
	});
	const head = ['', 'private each', 'min..max', 'private', 'PSS', ''];
	return `\nidle, after one request: memory in MB\n${table([head, ...rows])}`;
}
