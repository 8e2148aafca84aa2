// What is packed of this checkout.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The checkout's top folder. */
export const ROOT = join(import.meta.dirname, '../..');

/**
 * @typedef {object} Manifest - what is read of a package.json
 * @property {string} name
 * @property {string} version
 * @property {boolean} [private]
 * @property {string[]} files - what is packed, beside package.json and LICENSE
 * @property {Record<string, string>} [bin]
 * @property {string[]} [man] - manual pages
 * @property {Record<string, string | { types: string, default: string }>} exports
 * @property {Record<string, string>} [dependencies]
 *
 * @typedef {object} Package
 * @property {string} folder - its path
 * @property {Manifest} manifest
 */

/** @returns {Package[]} those that are packed, by the names of their folders */
export function packages() {
	const parent = join(ROOT, 'packages');
	return readdirSync(parent)
		.toSorted()
		.map((name) => join(parent, name))
		.filter((folder) => existsSync(join(folder, 'package.json')))
		.map((folder) => ({ folder, manifest: readManifest(folder) }))
		.filter(({ manifest }) => manifest.private !== true);
}

/**
 * @param {string} folder
 * @returns {Manifest}
 */
function readManifest(folder) {
	return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
