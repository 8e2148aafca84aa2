// What commands print, without what differs from run to run.
import type { ScenarioGuest } from '../../src/scenario.ts';

/** Numbers of processes, in the output of ss, netstat, lsof and in paths; and of inodes, in lsof's and in links. */
const NUMBERS = [
	/(?<=pid=|\/proc\/)\d+/,
	/\d+(?=\/\w+: )/,
	/(?<=^\w+ +)\d+(?= \S+:\S+:\S+:)/,
	/(?<=\b(?:pipe|socket):\[)\d+/,
	/\d+(?= +0t0 )|(?<= 0t0 +)\d+(?= )/,
];
const NUMBER = new RegExp(NUMBERS.map(({ source }) => source).join('|'), 'gm');

/** Keys of System V objects: ftok(3), or chance. */
const KEYS = /\b0x[\da-f]{8}\b/g;

/** Dates as ls(1) shows them, and times as lsipc(1) does. */
const DATES = /\b[A-Z][a-z]{2} [ \d]\d [ \d]\d:\d\d\b/g;
const TIMES = /\b\d\d:\d\d\b/g;

/**
 * Makes a function that gives text with numbers of processes and inodes that do not differ from run to
 * run: 1001, 1002 and so forth, as they come.
 */
export function renumbering(): (text: string) => string {
	const names = new Map<string, string>();
	const renamed = (number: string) => {
		const name = names.get(number) ?? String(1001 + names.size);
		names.set(number, name);
		return name;
	};
	return (text) => withoutPadding(text).replace(NUMBER, renamed);
}

/** Gives text with keys that do not differ from run to run: 0x00000001 and so forth, as they come. */
export function withoutKeys(text: string): string {
	const keys = [...new Set(text.match(KEYS))];
	return withoutPadding(text).replace(
		KEYS,
		(key) => `0x${String(keys.indexOf(key) + 1).padStart(8, '0')}`,
	);
}

/** Gives text at one and the same time. */
export function atOneTime(text: string): string {
	return text.replace(DATES, 'Nov 27 12:00').replace(TIMES, '12:00');
}

/** Some tools fill the last column with spaces. */
export function withoutPadding(text: string): string {
	return text.replace(/ +$/gm, '');
}

/** Has the kernel give pids of four digits from now on, so that columns are as wide in every run. */
export async function longPids(guest: ScenarioGuest): Promise<void> {
	await guest.must('while (($(echo $BASHPID) < 1000)); do :; done');
}
