import type { Contender } from '../contenders.ts';
import { type Load, type LoadedRun, load, mostProcesses, rotated } from '../load.ts';
import { shown } from '../numbers.ts';
import { medianOf, report, verdict } from '../report.ts';
import { startAll, stopAll } from '../server.ts';
import {
	DIRECT,
	echoers,
	FORK,
	greeters,
	OURS,
	OURS_JIT,
	only,
	SYSTEMD,
	XINETD,
} from './contenders.ts';

/** One way to load the contenders. */
export interface Case extends Load {
	name: string;
	/** What load counts. */
	unit: string;
	contenders: Contender[];
	/** How many times as fast as other contenders mls-server has to be. */
	targets: { than: string; ratio: number }[];
}

const cases: Case[] = [
	{
		name: 'connect, GET /, close; 64 at a time',
		unit: 'connections/s',
		mode: 'connect',
		connections: 64,
		message: 'http',
		contenders: greeters,
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
		contenders: echoers,
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
		contenders: only(greeters, 'C, epoll', DIRECT, OURS, OURS_JIT, FORK),
		targets: [{ than: DIRECT, ratio: 0.95 }],
	},
];

/**
 * Measures how many connections and requests the contenders answer.
 *
 * @param rounds - how many times
 * @param seconds - how long each measurement takes
 */
export async function benchRates(rounds: number, seconds: number): Promise<LoadedRun[]> {
	const runs: LoadedRun[] = [];
	for (const oneCase of cases) {
		const servers = await startAll(oneCase.contenders);
		for (let round = 1; round <= rounds; round++) {
			process.stderr.write(`mls-server: ${oneCase.name}: round ${round} of ${rounds}\n`);
			for (const [contender, server] of rotated([...servers], round)) {
				const loaded = await load(server, oneCase, seconds);
				runs.push({ round, case: oneCase.name, contender, ...loaded });
			}
		}
		await stopAll(servers);
		process.stdout.write(text(oneCase, runs));
	}
	return runs;
}

/** What the runs of one case come to, as a table and a sentence for each target. */
function text({ name, unit, contenders, targets }: Case, runs: LoadedRun[]): string {
	return report(runs, {
		name,
		unit,
		contenders: contenders.map((contender) => contender.name),
		reference: DIRECT,
		columns: [
			['CPU µs', medianOf(({ cost }) => cost, 1)],
			['accepting', medianOf(({ ownCost }) => ownCost, 1)],
			['processes', (done) => shown(mostProcesses(done))],
			['load', medianOf(({ load }) => load, 2)],
		],
		sentences: (ofCase) => targets.map(({ than, ratio }) => verdict(ofCase, OURS, than, ratio)),
	});
}
