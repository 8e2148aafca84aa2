// Where a path of this host is mounted from, and whether labels are kept there.

import { readFileSync, realpathSync } from 'node:fs';
import { see, seenValue } from './doctor/seen.ts';

const MOUNTINFO = '/proc/self/mountinfo';

/** What is mounted where a path lies. */
export interface Mount {
	/** Names that the kernel may have for it in a record's dev=. */
	devices: string[];
	/** Whether each file there has a label of its own, which restorecon(8) can change. */
	keepsLabels: boolean;
}

/**
 * Looks what is mounted where a path lies. The path itself is not touched: a server that hangs would hold it up.
 *
 * @returns undefined where that is not to be seen
 * @see proc_pid_mountinfo(5)
 */
export function mountOf(path: string): Mount | undefined {
	const text = seenValue(see(MOUNTINFO, () => readFileSync(MOUNTINFO, 'utf8')));
	return text === undefined ? undefined : mountIn(text, path);
}

/**
 * The same of what mountinfo says.
 *
 * @param text - its text
 * @param path - a whole path
 */
export function mountIn(text: string, path: string): Mount | undefined {
	const mounts = text.split('\n').flatMap((line) => readMount(line) ?? []);
	const holding = mounts.filter(({ point }) => point === '/' || `${path}/`.startsWith(`${point}/`));
	// Of what is mounted one over the other, the last one is seen.
	const last = holding.reduce<(typeof mounts)[number] | undefined>(
		(found, each) => (found && found.point.length > each.point.length ? found : each),
		undefined,
	);
	if (last === undefined) return undefined;
	const { number, type, source, options } = last;
	return {
		devices: [number, type, lastOf(source), lastOf(`/sys/dev/block/${number}`)],
		keepsLabels:
			options.includes('seclabel') &&
			!options.some((each) => /^(?:root|fs|def)?context=/.test(each)) &&
			!/^(?:nfs|cifs|smb3|fuse|autofs|9p|virtiofs|overlay)/.test(type),
	};
}

/** `36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,seclabel`. */
const LINE =
	/^\d+ \d+ (?<number>\d+:\d+) \S+ (?<point>\S+) \S+ (?:\S+ )*?- (?<type>\S+) (?<source>\S*) (?<options>\S+)$/;

function readMount(line: string) {
	const found = LINE.exec(line)?.groups;
	if (found === undefined) return undefined;
	const { number = '', point = '', type = '', source = '', options = '' } = found;
	return {
		number,
		point: unescaped(point),
		type,
		source: unescaped(source),
		options: options.split(','),
	};
}

/** Blanks and the like stand there as octal numbers. */
function unescaped(word: string): string {
	return word.replace(/\\([0-7]{3})/g, (_whole, digits) =>
		String.fromCharCode(Number.parseInt(digits, 8)),
	);
}

/** The last part of where a path leads to: a volume is called dm-0 in records, and in /dev/mapper otherwise. */
function lastOf(path: string): string {
	const real = path.startsWith('/') ? seenValue(see(path, () => realpathSync(path))) : undefined;
	return (real ?? path).split('/').pop() ?? path;
}
