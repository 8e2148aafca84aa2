import { readdirSync, readFileSync } from 'node:fs';

// What proc(5) knows about processes, from the lines of /proc/PID/stat.

/** The kernel tells times in hundredths of a second (USER_HZ), on every architecture Node runs on. */
const TICKS_PER_SECOND = 100;

/**
 * The processes below one, however deep. A process group would not hold them all: `xinetd` makes its
 * servers leaders of sessions of their own. Those that have ended are not counted.
 */
export function descendants(ancestor: number): number[] {
	const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
	const parents = new Map(processes.map((pid) => [Number(pid), livingParent(pid)]));
	const below = (parent: number): number[] =>
		[...parents.keys()]
			.filter((pid) => parents.get(pid) === parent)
			.flatMap((pid) => [pid, ...below(pid)]);
	return below(ancestor);
}

/** The processor time that a process itself has taken, in seconds. */
export function ownProcessorTime(pid: number): number {
	return sum(times(pid).slice(0, 2)) / TICKS_PER_SECOND;
}

/**
 * The processor time that a process has taken, in seconds, with that of all processes below it: those
 * that live, and those that have ended and were waited for.
 */
export function processorTime(pid: number): number {
	return sum([pid, ...descendants(pid)].flatMap(times)) / TICKS_PER_SECOND;
}

/** User and system time of a process, and both of its children that it has waited for. */
function times(pid: number): number[] {
	return stat(`${pid}`).slice(11, 15).map(Number);
}

/** The memory of a process, in bytes. */
export interface Memory {
	resident: number;
	/** What it shares with no other process. */
	private: number;
	/** With its share of what it shares, so that the processes of a machine add up. */
	proportional: number;
}

/** @see proc(5), smaps_rollup */
export function memory(pid: number): Memory {
	const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
	const bytes = (lines: RegExp) =>
		sum([...rollup.matchAll(lines)].map(([, kilobytes]) => Number(kilobytes))) * 1024;
	return {
		resident: bytes(/^Rss: +(\d+) kB$/gm),
		private: bytes(/^Private_\w+: +(\d+) kB$/gm),
		proportional: bytes(/^Pss: +(\d+) kB$/gm),
	};
}

function sum(numbers: number[]): number {
	return numbers.reduce((total, number) => total + number, 0);
}

function livingParent(pid: string): number | undefined {
	const [state, parent] = stat(pid);
	return state === undefined || state === 'Z' ? undefined : Number(parent);
}

/**
 * The fields from the third on: state, parent and so forth. The second is the name, which may hold
 * spaces and parentheses.
 *
 * @returns [] if the process has gone
 */
function stat(pid: string): string[] {
	try {
		const line = readFileSync(`/proc/${pid}/stat`, 'latin1');
		return line.slice(line.lastIndexOf(') ') + 2).split(' ');
	} catch {
		return [];
	}
}
