import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A stamp is a small file inside a folder that set-up made. It holds the key of what the folder was
 * made from, and it is written last: without it the folder is unfinished or somebody else's. Who
 * deletes the folder deletes the stamp with it.
 */
const STAMP = '.peercon-setup';

/**
 * @param {string} folder
 * @param {string} key
 * @returns {boolean} whether the folder was finished, and from the same things
 */
export function isStamped(folder, key) {
	try {
		return readFileSync(join(folder, STAMP), 'utf8') === key;
	} catch {
		return false;
	}
}

/**
 * Does the work that makes a folder, and stamps the folder when all of it is done.
 *
 * @param {string} folder
 * @param {string} key - what the folder is made from: see hashFiles
 * @param {() => Promise<unknown>} work
 */
export async function stampAfter(folder, key, work) {
	rmSync(join(folder, STAMP), { force: true });
	await work();
	writeFileSync(join(folder, STAMP), key);
}

/**
 * @param {string} folder - what the paths are relative to
 * @param {string[]} paths
 * @param {string[]} others - what else the key should depend on
 * @returns {string} a hash of the files' names and contents
 */
export function hashFiles(folder, paths, ...others) {
	const hash = createHash('sha256');
	for (const path of paths.toSorted()) {
		const content = readFileSync(join(folder, path));
		// The lengths keep one file's end apart from the next one's name.
		hash.update(`${path}\0${content.length}\0`).update(content);
	}
	return hash.update(others.join('\0')).digest('hex');
}
