// Runs somebody's test in a guest, and ends it where it does not end: with what it was waiting for.
import { printable } from '@peercon/context/foreign-text';
import { Guest, type Running, type RunOptions } from '../guest.ts';
import { shellWord } from '../shell-word.ts';
import { within } from '../within.ts';
import { WORK } from './payload.ts';

/** How a test has ended. */
export interface Ended {
	/** `fine`, or how else. */
	seen: string;
	/** What it printed. */
	output: string;
	/** It was ended at its limit. */
	hasHung: boolean;
}

/** After its limit a test may take this long to tidy up, in seconds: then it is killed. */
const LAST_SECONDS = 5;

/** What the workbench itself asks of a guest takes seconds; after these something in it has gone wrong. */
const GUEST_LIMIT = 300;

/** A guest in which nothing is waited for without end. */
export class LimitedGuest extends Guest {
	override run(command: string, options: RunOptions = {}) {
		return within(this.start(command, options).ended, GUEST_LIMIT, command);
	}
}

/**
 * Runs a test.
 *
 * @param command - for bash(1); it runs in the copy of the modules' folder
 * @param limit - on the run, in seconds
 * @throws LabError if the guest does not even end it at its limit
 */
export async function runTest(guest: Guest, command: string, limit: number): Promise<Ended> {
	// Its number comes first. timeout(1) has it in a process group of that number.
	const line = `cd ${WORK} && echo "$BASHPID" && exec timeout -k ${LAST_SECONDS} 0 bash -c ${shellWord(command)} < /dev/null`;
	const running = guest.start(line);
	let waiting = '';
	let atLimit: Promise<void> | undefined;
	const timer = setTimeout(() => {
		atLimit = endNow(guest, running).then((found) => {
			waiting = found;
		});
		atLimit.catch(() => {}); // the test's own end is waited for below
	}, limit * 1000);
	try {
		const { status, output } = await within(running.ended, limit + GUEST_LIMIT, command);
		await atLimit;
		const said = output.replace(/^\d+\r?\n/, '');
		if (status === 0) return { seen: 'fine', output: said, hasHung: false };
		if (atLimit === undefined)
			return { seen: `exit status ${status}`, output: said, hasHung: false };
		const seen = `not ended after ${limit} s${waiting && `, while this ran: ${waiting}`}`;
		return { seen, output: said, hasHung: true };
	} finally {
		clearTimeout(timer);
	}
}

/**
 * Ends a test as timeout(1) does at its own limit, which it is told by SIGALRM.
 *
 * @returns what it was running, and what systemd was about to do
 */
async function endNow(guest: Guest, running: Running): Promise<string> {
	const group = /^\d+/.exec(running.output)?.[0];
	if (group === undefined) return '';
	const processes = await guest.quietly('ps -e -o pgid=,args=');
	const jobs = await guest.quietly('systemctl list-jobs --no-legend --no-pager');
	await guest.run(`kill -ALRM ${group}`);
	return waitingOf(processes, group, jobs);
}

/**
 * Says what a test was waiting for.
 *
 * @param processes - ps(1): a process group and a command in each line
 * @param group - the test's
 * @param jobs - systemctl(1) list-jobs
 */
export function waitingOf(processes: string, group: string, jobs: string): string {
	const commands = Array.from(processes.matchAll(/^ *(\d+) (.*?)\r?$/gm))
		.filter(([, of, args = '']) => of === group && !/^timeout -k /.test(args))
		.map(([, , args = '']) => args);
	const units = Array.from(jobs.matchAll(/^\s*\d+ (\S+) (\S+) (?:running|waiting)/gm)).map(
		([, unit, what]) => `systemd: ${what} ${unit}`,
	);
	return [...commands, ...units].map((each) => printable(each)).join('; ');
}
