import type { Case, Run } from './echo.ts';
import { median, shown, spread, table } from './numbers.ts';
import { OURS, OURS_JITLESS, OURS_REPORTING, peers, REFERENCE } from './peers.ts';

interface Row {
	name: string;
	rates: number[];
	/** To the reference in the same round: what slows the machine slows both. */
	ratio: number;
	cost: number;
	processes: number;
	load: number;
	errors: string[];
}

/** What the runs of one case come to, as a table and sentences. */
export function reportCase(oneCase: Case, runs: Run[]): string {
	const ofCase = runs.filter((run) => run.case === oneCase.name);
	const rows = peers.map(({ name }) => summary(name, ofCase));
	const head = ['', 'median', 'min..max', 'ratio', 'CPU µs', 'processes', 'load', ''];
	return [
		`\n${oneCase.name}: ${oneCase.unit}\n`,
		table([head, ...rows.map((row) => cells(row, oneCase))]),
		...sentences(rows).map((sentence) => `  ${sentence}\n`),
	].join('');
}

function summary(name: string, runs: Run[]): Row {
	const own = runs.filter((run) => run.peer === name);
	const done = own.filter((run) => run.rate !== undefined);
	return {
		name,
		rates: done.map((run) => run.rate ?? Number.NaN),
		ratio: median(done.flatMap((run) => ratioOf(run, runs))),
		cost: median(done.map((run) => run.cost ?? Number.NaN)),
		processes: Math.max(...done.map((run) => run.processes ?? 0)),
		load: median(done.map((run) => run.load ?? Number.NaN)),
		errors: own.flatMap((run) => run.error ?? []),
	};
}

/** One number; none if the reference failed in that round. */
function ratioOf({ rate, round }: Run, runs: Run[]): number[] {
	const reference = runs.find((run) => run.peer === REFERENCE && run.round === round)?.rate;
	return rate === undefined || reference === undefined ? [] : [rate / reference];
}

function cells(row: Row, { target }: Case): string[] {
	const { name, rates, ratio, cost, processes, load, errors } = row;
	const rounds = rates.length + errors.length;
	const failed =
		errors.length > 0 ? `failed ${errors.length} of ${rounds} times: ${errors[0]}` : '';
	if (rates.length === 0) return [name, '-', '-', '-', '-', '-', '-', failed];
	const verdict = `target ${target}: ${ratio >= target ? 'reached' : 'MISSED'}`;
	const remarks = [name === OURS ? verdict : '', failed].filter(Boolean).join('; ');
	return [
		name,
		shown(median(rates)),
		spread(rates),
		shown(ratio, 2),
		shown(cost, 1),
		shown(processes),
		shown(load, 2),
		remarks,
	];
}

/** How echo-server stands among the peers, and which of them only many processes make fast. */
function sentences(rows: Row[]): string[] {
	const ours = rows.find(({ name }) => name === OURS)?.ratio ?? 0;
	const others = rows.filter(
		({ name }) => ![OURS, OURS_REPORTING, OURS_JITLESS, REFERENCE].includes(name),
	);
	const ahead = others.filter(({ ratio }) => ratio >= ours);
	const faster = others.filter(({ ratio, processes }) => ratio > 1 && processes > 1);
	return [
		ahead.length === 0
			? `${OURS} is ahead of every other program.`
			: `Ahead of ${OURS}: ${ahead.map(({ name }) => name).join(', ')}.`,
		...faster.map(
			({ name, processes }) =>
				`${name} beats the C reference's one process, with ${processes} processes.`,
		),
	];
}
