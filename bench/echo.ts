import { contenders, OURS, OURS_JITLESS, OURS_REPORTING, REFERENCE } from './contenders.ts';
import { type Load, type LoadedRun, load, mostProcesses, rotated } from './load.ts';
import { shown } from './numbers.ts';
import { medianOf, ratio, report } from './report.ts';
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

/**
 * Measures all contenders, one after the other in each case in each round, so that a slow moment of the
 * machine meets different ones. The first in a round is another one each time.
 *
 * @param rounds - how many times
 * @param seconds - how long each measurement takes
 */
export async function benchEcho(rounds: number, seconds: number): Promise<LoadedRun[]> {
	const servers = await startAll(contenders);
	const runs: LoadedRun[] = [];
	for (let round = 1; round <= rounds; round++) {
		process.stderr.write(`echo: round ${round} of ${rounds}\n`);
		for (const oneCase of cases) {
			for (const [name, server] of rotated([...servers], round)) {
				const what = { round, case: oneCase.name, contender: name };
				runs.push({ ...what, ...(await load(server, oneCase, seconds)) });
			}
		}
	}
	await stopAll(servers);
	for (const oneCase of cases) process.stdout.write(text(oneCase, runs));
	return runs;
}

/** What the runs of one case come to, as a table and sentences. */
function text({ name, unit, target }: Case, runs: LoadedRun[]): string {
	return report(runs, {
		name,
		unit,
		contenders: contenders.map((contender) => contender.name),
		reference: REFERENCE,
		columns: [
			['CPU µs', medianOf(({ cost }) => cost, 1)],
			['processes', (done) => shown(mostProcesses(done))],
			['load', medianOf(({ load }) => load, 2)],
		],
		remark(contender, ofCase) {
			if (contender !== OURS) return '';
			const isReached = ratio(ofCase, OURS, REFERENCE) >= target;
			return `target ${target}: ${isReached ? 'reached' : 'MISSED'}`;
		},
		sentences,
	});
}

/** How echo-server stands among the contenders, and which of them only many processes make fast. */
function sentences(runs: LoadedRun[]): string[] {
	const toReference = (name: string) => ratio(runs, name, REFERENCE);
	const others = contenders
		.map(({ name }) => name)
		.filter((name) => ![OURS, OURS_REPORTING, OURS_JITLESS, REFERENCE].includes(name));
	const ahead = others.filter((name) => toReference(name) >= toReference(OURS));
	const faster = others
		.map((name) => ({
			name,
			processes: mostProcesses(runs.filter(({ contender }) => contender === name)),
		}))
		.filter(({ name, processes }) => toReference(name) > 1 && processes > 1);
	return [
		ahead.length === 0
			? `${OURS} is ahead of every other program.`
			: `Ahead of ${OURS}: ${ahead.join(', ')}.`,
		...faster.map(
			({ name, processes }) =>
				`${name} beats the C reference's one process, with ${processes} processes.`,
		),
	];
}
