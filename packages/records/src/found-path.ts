// The path of a file that a record has only the inode number of, where who pasted it has looked for it.

import type { RecordedPath } from './event.ts';

/** `find / -xdev -inum 131075`, whose answer stands in one of the next lines. */
const LOOKED = /\bfind \S.{0,200}? -inum (\d+)\b/;
const NEXT_LINES = 4;
/** A whole path, alone or in Markdown's quotes. */
const PATH = /(?:^|[\s`'":])(\/[^\s`'"<>|]+)/;

/**
 * Finds paths by inode numbers.
 *
 * @param lines - plain lines
 * @returns a path for each number that was looked for and found
 */
export function foundPaths(lines: string[]): Map<string, RecordedPath> {
	const found = new Map<string, RecordedPath>();
	for (const [at, line] of lines.entries()) {
		const number = LOOKED.exec(line)?.[1];
		if (number === undefined || found.has(number)) continue;
		const next = lines.slice(at + 1, at + 1 + NEXT_LINES);
		const name = next.map((one) => PATH.exec(one)?.[1]).find((one) => one !== undefined);
		if (name !== undefined) found.set(number, { name });
	}
	return found;
}
