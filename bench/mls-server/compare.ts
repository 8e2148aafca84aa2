import { median, shown, spread } from '../numbers.ts';
import { OURS } from './peers.ts';

/** What one peer did in one round. */
export interface Measured {
	round: number;
	peer: string;
	value?: number | undefined;
	error?: string | undefined;
}

/** One peer's value to another's in the same round: what slows the machine slows both. */
export function ratios(runs: Measured[], name: string, than: string): number[] {
	return runs.flatMap(({ peer, round, value }) => {
		const other = runs.find((run) => run.peer === than && run.round === round)?.value;
		return peer !== name || value === undefined || other === undefined ? [] : [value / other];
	});
}

/** Whether mls-server reached a factor over another peer, in a sentence. */
export function verdict(runs: Measured[], than: string, target: number): string {
	const all = ratios(runs, OURS, than);
	const ratio = median(all);
	if (Number.isNaN(ratio)) return `${OURS} could not be compared with ${than}.`;
	const met = ratio >= target ? 'reached' : 'MISSED';
	return `${OURS} : ${than} = ${shown(ratio, 2)} (${spread(all, 2)}); target ${target}: ${met}`;
}

/** How often one peer's runs failed, and why at first; empty if they did not. */
export function failures(own: Measured[]): string {
	const errors = own.flatMap(({ error }) => error ?? []);
	return errors.length > 0 ? `failed ${errors.length} of ${own.length} times: ${errors[0]}` : '';
}
