import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/**
 * The licences of other people's packages that a bundle holds parts of: they ask to be copied along.
 *
 * @param {string[]} inputs - the paths of the bundle's modules
 * @returns {string} their texts, each below its package's name
 */
export function licences(inputs) {
	const folders = new Set(inputs.map(folderOfOthers).filter((folder) => folder !== undefined));
	return [...folders]
		.toSorted()
		.map((folder) => `${basename(folder)}\n\n${licenceIn(folder)}`)
		.join('\n\n');
}

/**
 * @param {string} path - a module's
 * @returns {string | undefined} the folder of its package, if that is below node_modules
 */
function folderOfOthers(path) {
	return /^.*\/node_modules\/(@[^/]+\/)?[^/]+/.exec(path)?.[0];
}

/** @param {string} folder - a package's */
function licenceIn(folder) {
	const name = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
	if (name === undefined) throw new Error(`${folder} has no licence that could be copied along`);
	return readFileSync(join(folder, name), 'utf8').trim();
}
