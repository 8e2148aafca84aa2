import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The checkout's top folder. */
export const ROOT = join(import.meta.dirname, '../..');

/**
 * Every *.test.ts of a package, of the scripts, of the site and of the lab, and every scenario.
 *
 * @param parts - chooses the files whose path has one of these in it; none chooses all
 * @returns paths relative to the root
 */
export function testFiles(parts: string[]): string[] {
	const packages = readdirSync(join(ROOT, 'packages')).map((name) => `packages/${name}/test`);
	return ['scripts/test', ...packages, 'site/test', 'lab/test', 'lab/scenarios']
		.flatMap(filesBelow)
		.filter((file) => file.endsWith('.test.ts'))
		.filter((file) => parts.length === 0 || parts.some((part) => file.includes(part)));
}

/** Whether a file is one of the lab's, which run guests. */
export function isOfLab(file: string): boolean {
	return file.startsWith('lab/');
}

/** What is in a folder of the checkout and in its folders; paths are relative to the root. */
function filesBelow(folder: string): string[] {
	if (!existsSync(join(ROOT, folder))) return [];
	return readdirSync(join(ROOT, folder), { encoding: 'utf8', recursive: true })
		.sort()
		.map((name) => join(folder, name));
}
