// What was seen of a host, and where; or why it was not seen. Nothing here guesses.

import { readFileSync } from 'node:fs';

/** Something that was looked at, with its value, or why there is none to tell. */
export type Seen<T> = { source: string; value: T } | { source: string; unseen: string };

/** The value, or undefined where it was not seen. */
export function seenValue<T>(seen: Seen<T>): T | undefined {
	return 'value' in seen ? seen.value : undefined;
}

/**
 * The same, of another value.
 *
 * @param seen - what was seen
 * @param change - gives the other value
 */
export function map<T, U>(seen: Seen<T>, change: (value: T) => U): Seen<U> {
	return 'value' in seen ? { source: seen.source, value: change(seen.value) } : seen;
}

/**
 * Looks at a file.
 *
 * @param path - the file
 * @param read - makes the value of its text; what it throws is why nothing was seen
 */
export function seeFile<T>(path: string, read: (text: string) => T): Seen<T> {
	return see(path, () => read(readFileSync(path, 'utf8').trim()));
}

/**
 * Looks at something that may fail.
 *
 * @param source - where that is
 * @param look - gives the value; what it throws is why nothing was seen
 */
export function see<T>(source: string, look: () => T): Seen<T> {
	try {
		return { source, value: look() };
	} catch (error) {
		return { source, unseen: reasonOf(error as NodeJS.ErrnoException) };
	}
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
	if (code === 'ENOENT') return 'there is no such file';
	if (code === 'EACCES' || code === 'EPERM') return `permission denied: ${howToSee()}`;
	return message;
}

/** What somebody may do who is not allowed to look. */
export function howToSee(): string {
	if (process.getuid?.() !== 0) return 'sudo shows it';
	return 'SELinux probably keeps this login from it, so log in as an administrator';
}
