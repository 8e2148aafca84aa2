import { median, shown, spread, table } from './numbers.ts';

/** What one contender did in one case in one round. */
export interface Run {
	case: string;
	round: number;
	contender: string;
	/** What was measured, in the case's unit; absent if it failed. */
	value?: number | undefined;
	error?: string | undefined;
}

/** What the runs of one case are shown as. */
export interface Shown<R extends Run> {
	name: string;
	unit: string;
	/** Their names, in the table's order. */
	contenders: string[];
	/** The contender that the others are compared with. */
	reference: string;
	/** More columns: a heading, and what stands there of a contender's runs that did not fail. */
	columns?: [heading: string, cell: (runs: R[]) => string][];
	/** What stands behind a contender's numbers. */
	remark?: (name: string, runs: R[]) => string;
	/** Lines below the table. */
	sentences: (runs: R[]) => string[];
}

/** What the runs of one case come to, as a table and sentences. */
export function report<R extends Run>(runs: R[], what: Shown<R>): string {
	const ofCase = runs.filter((run) => run.case === what.name);
	const headings = (what.columns ?? []).map(([heading]) => heading);
	const head = ['', 'median', 'min..max', 'ratio', ...headings, ''];
	const rows = what.contenders.map((name) => row(name, ofCase, what));
	return [
		`\n${what.name}: ${what.unit}\n`,
		table([head, ...rows]),
		...what.sentences(ofCase).map((sentence) => `  ${sentence}\n`),
	].join('');
}

function row<R extends Run>(
	name: string,
	runs: R[],
	{ reference, columns = [], remark = () => '' }: Shown<R>,
): string[] {
	const own = runs.filter((run) => run.contender === name);
	const done = own.filter(({ value }) => value !== undefined);
	const values = done.flatMap(({ value }) => value ?? []);
	if (values.length === 0) return [name, '-', '-', '-', ...columns.map(() => '-'), failures(own)];
	return [
		name,
		shown(median(values)),
		spread(values),
		shown(ratio(runs, name, reference), 2),
		...columns.map(([, cell]) => cell(done)),
		[remark(name, runs), failures(own)].filter(Boolean).join('; '),
	];
}

/** Shows the median of what is looked at in each run. */
export function medianOf<R>(of: (run: R) => number | undefined, digits: number) {
	return (runs: R[]) => shown(median(runs.map((run) => of(run) ?? Number.NaN)), digits);
}

/** The median of one contender's values to another's. */
export function ratio(runs: Run[], name: string, than: string): number {
	return median(ratios(runs, name, than));
}

/** One contender's value to another's in the same round: what slows the machine slows both. */
function ratios(runs: Run[], name: string, than: string): number[] {
	return runs.flatMap(({ contender, round, value }) => {
		const other = runs.find((run) => run.contender === than && run.round === round)?.value;
		return contender !== name || value === undefined || other === undefined ? [] : [value / other];
	});
}

/** Whether a contender reached a factor over another one, in a sentence. */
export function verdict(runs: Run[], name: string, than: string, target: number): string {
	const all = ratios(runs, name, than);
	if (all.length === 0) return `${name} could not be compared with ${than}.`;
	const met = median(all) >= target ? 'reached' : 'MISSED';
	return `${name} : ${than} = ${shown(median(all), 2)} (${spread(all, 2)}); target ${target}: ${met}`;
}

/** How often one contender's runs failed, and why at first; empty if they did not. */
function failures(own: Run[]): string {
	const errors = own.flatMap(({ error }) => error ?? []);
	return errors.length > 0 ? `failed ${errors.length} of ${own.length} times: ${errors[0]}` : '';
}
