import { median, shown, spread, table } from '../numbers.ts';
import { failures, type Measured, ratios, verdict } from './compare.ts';
import { DIRECT } from './peers.ts';
import type { Case, Run } from './rates.ts';

const HEAD = ['', 'median', 'min..max', 'ratio', 'CPU µs', 'accepting', 'processes', 'load', ''];

/** What the runs of one case come to, as a table and a sentence for each target. */
export function reportCase(oneCase: Case, runs: Run[]): string {
	const ofCase = runs.filter((run) => run.case === oneCase.name);
	const rows = oneCase.peers.map(({ name }) => cells(name, ofCase));
	const sentences = oneCase.targets.map(({ than, ratio }) => verdict(rated(ofCase), than, ratio));
	return [
		`\n${oneCase.name}: ${oneCase.unit}\n`,
		table([HEAD, ...rows]),
		...sentences.map((sentence) => `  ${sentence}\n`),
	].join('');
}

function cells(name: string, runs: Run[]): string[] {
	const own = runs.filter((run) => run.peer === name);
	const done = own.filter((run) => run.rate !== undefined);
	const failed = failures(own);
	if (done.length === 0) return [name, '-', '-', '-', '-', '-', '-', '-', failed];
	const of = (value: (run: Run) => number | undefined) =>
		done.map((run) => value(run) ?? Number.NaN);
	const rates = of((run) => run.rate);
	return [
		name,
		shown(median(rates)),
		spread(rates),
		shown(median(ratios(rated(runs), name, DIRECT)), 2),
		shown(median(of((run) => run.cost)), 1),
		shown(median(of((run) => run.ownCost)), 1),
		shown(Math.max(...of((run) => run.processes))),
		shown(median(of((run) => run.load)), 2),
		failed,
	];
}

/** What runs are compared by. */
function rated(runs: Run[]): Measured[] {
	return runs.map(({ round, peer, rate }) => ({ round, peer, value: rate }));
}
