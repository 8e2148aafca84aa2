// Whether a test goes again as it went before, and in what it was another.
import { printable } from '@peercon/context/foreign-text';
import { type Denial, denialText } from '../denials.ts';
import { LabError } from '../errors.ts';
import type { Bench, Run } from './bench.ts';
import { firstOf } from './few.ts';

/** So many of the last steps are shown. */
const STEPS = 6;

/**
 * Runs a test again, with all that the modules allow.
 *
 * @param first - how it has gone before
 * @throws LabError if it goes otherwise, with what was other
 */
export async function checkRepeatable(bench: Bench, first: Run): Promise<void> {
	const again = await bench.run();
	const isOwn = ({ subject }: Denial) => bench.domains.includes(subject.type);
	if (again.seen === 'fine' && !again.denials.some(isOwn)) return;
	const how =
		again.seen === 'fine'
			? 'and now something is denied to their domains with it'
			: `and now fails with it: ${again.seen}`;
	const steps = again.seen === 'fine' || again.hasHung ? [] : await stepsOf(bench);
	const told = [...differences(first, again, bench.domains), ...steps].map((line) =>
		printable(line, '\t'),
	);
	throw new LabError(
		`the test is not repeatable: it has passed with all that the modules allow, ${how}. Have it remove at its beginning what it may have left behind${again.hasHung ? HUNG : ''}\n${told.join('\n')}`,
	);
}

/** What to do about a test that does not end. */
export const HUNG =
	'. If it only takes longer, --limit gives it more; if it waits for a service, have systemd wait less (TimeoutStartSec= and TimeoutStopSec= in a drop-in of the unit)';

/**
 * In what two runs differ: the first line of their output, and their records.
 *
 * @param domains - whose records come first
 */
export function differences(first: Run, again: Run, domains: readonly string[]): string[] {
	const [before, now] = [linesOf(first.output), linesOf(again.output)];
	const place = [...before, ...now, ''].findIndex((_, index) => before[index] !== now[index]);
	const shown = (lines: readonly string[]) => lines[place] ?? 'nothing more';
	const output =
		before.join('\n') === now.join('\n')
			? []
			: [
					`line ${place + 1} of its output is the first that differs`,
					`\tbefore: ${shown(before)}`,
					`\tnow:    ${shown(now)}`,
				];
	const isOwn = ({ subject }: Denial) => domains.includes(subject.type);
	const sorted = ({ denials }: Run) =>
		textsOf([...denials.filter(isOwn), ...denials.filter((each) => !isOwn(each))]);
	const [had, has] = [sorted(first), sorted(again)];
	const told = (all: readonly string[], others: readonly string[], when: string) =>
		firstOf(all.filter((each) => !others.includes(each)).map((each) => `${when}: ${each}`));
	return [
		...output,
		...told(has, had, 'now, and not before'),
		...told(had, has, 'before, and not now'),
	];
}

function linesOf(output: string): string[] {
	return output.split(/\r?\n/).filter((line) => line.trim() !== '');
}

function textsOf(denials: readonly Denial[]): string[] {
	return [...new Set(denials.map(denialText))];
}

/** The last steps of a test that fails: it is run once more. */
async function stepsOf(bench: Bench): Promise<string[]> {
	const steps = lastSteps(await bench.steps());
	if (steps.length === 0) return [];
	return [
		'run once more with its steps shown, these were the last',
		...steps.map((each) => `\t${each}`),
	];
}

/**
 * Finds the last steps in what shells have printed with `set -x`.
 *
 * @param output - of the test and of these shells
 */
export function lastSteps(output: string): string[] {
	return linesOf(output)
		.filter((line) => /^\++ /.test(line))
		.slice(-STEPS);
}
