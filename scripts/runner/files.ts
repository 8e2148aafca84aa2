import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

/** The checkout's top folder. */
export const ROOT = join(import.meta.dirname, '../..');

/**
 * Every *.test.ts in a folder called test, two levels below the root at most.
 *
 * @param parts - chooses the files whose path has one of these in it; none chooses all
 * @returns paths relative to the root
 */
export function testFiles(parts: string[]): string[] {
	const rooms = [
		'scripts',
		...readdirSync(join(ROOT, 'packages')).map((name) => `packages/${name}`),
		'lab',
	];
	return rooms
		.flatMap((room) => listOrNone(join(ROOT, room, 'test')))
		.filter((file) => file.endsWith('.test.ts'))
		.filter((file) => parts.length === 0 || parts.some((part) => file.includes(part)));
}

/** Whether a file is one of the lab's, which run guests. */
export function isOfLab(file: string): boolean {
	return file.startsWith('lab/');
}

function listOrNone(folder: string): string[] {
	try {
		return readdirSync(folder)
			.sort()
			.map((name) => relative(ROOT, join(folder, name)));
	} catch {
		return [];
	}
}
