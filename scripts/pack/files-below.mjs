import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * @param {string} folder
 * @returns {string[]} the files in it and in its folders, as paths relative to it, in order
 */
export function filesBelow(folder) {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => relative(folder, join(entry.parentPath, entry.name)))
		.toSorted();
}
