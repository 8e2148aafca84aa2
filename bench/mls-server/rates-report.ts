import { median, shown, spread, table } from '../numbers.ts';
import { DIRECT, OURS } from './peers.ts';
import type { Case, Run } from './rates.ts';

const HEAD = ['', 'median', 'min..max', 'ratio', 'CPU µs', 'accepting', 'processes', 'load', ''];

/** What the runs of one case come to, as a table and a sentence for each target. */
export function reportCase(oneCase: Case, runs: Run[]): string {
	const ofCase = runs.filter((run) => run.case === oneCase.name);
	const rows = oneCase.peers.map(({ name }) => cells(name, ofCase));
	const sentences = oneCase.targets.map(({ than, ratio }) => verdict(ofCase, than, ratio));
	return [
		`\n${oneCase.name}: ${oneCase.unit}\n`,
		table([HEAD, ...rows]),
		...sentences.map((sentence) => `  ${sentence}\n`),
	].join('');
}

function cells(name: string, runs: Run[]): string[] {
	const own = runs.filter((run) => run.peer === name);
	const done = own.filter((run) => run.rate !== undefined);
	const errors = own.flatMap((run) => run.error ?? []);
	const failed =
		errors.length > 0 ? `failed ${errors.length} of ${own.length} times: ${errors[0]}` : '';
	if (done.length === 0) return [name, '-', '-', '-', '-', '-', '-', '-', failed];
	const of = (value: (run: Run) => number | undefined) =>
		done.map((run) => value(run) ?? Number.NaN);
	const rates = of((run) => run.rate);
	return [
		name,
		shown(median(rates)),
		spread(rates),
		shown(median(ratios(runs, name, DIRECT)), 2),
		shown(median(of((run) => run.cost)), 1),
		shown(median(of((run) => run.ownCost)), 1),
		shown(Math.max(...of((run) => run.processes))),
		shown(median(of((run) => run.load)), 2),
		failed,
	];
}

function verdict(runs: Run[], than: string, target: number): string {
	const all = ratios(runs, OURS, than);
	const ratio = median(all);
	if (Number.isNaN(ratio)) return `${OURS} could not be compared with ${than}.`;
	const met = ratio >= target ? 'reached' : 'MISSED';
	return `${OURS} : ${than} = ${shown(ratio, 2)} (${spread(all, 2)}); target ${target}: ${met}`;
}

/** One peer's rate to another's in the same round: what slows the machine slows both. */
function ratios(runs: Run[], name: string, than: string): number[] {
	return runs.flatMap(({ peer, round, rate }) => {
		const other = runs.find((run) => run.peer === than && run.round === round)?.rate;
		return peer !== name || rate === undefined || other === undefined ? [] : [rate / other];
	});
}
