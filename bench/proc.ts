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

/**
 * The processor time that a process has taken, in seconds, with that of its children which have
 * ended and which it has waited for.
 */
export function processorTime(pid: number): number {
	const [own = 0, system = 0, ofChildren = 0, systemOfChildren = 0] = stat(`${pid}`)
		.slice(11, 15)
		.map(Number);
	return (own + system + ofChildren + systemOfChildren) / TICKS_PER_SECOND;
}

/** The resident memory of a process, in bytes. */
export function residentMemory(pid: number): number {
	const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
	return Number(/^Rss: +(\d+) kB$/m.exec(rollup)?.[1]) * 1024;
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
