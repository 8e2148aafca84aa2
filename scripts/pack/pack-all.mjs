import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { checkStaged } from './check.mjs';
import { packages } from './packages.mjs';
import { stage } from './stage.mjs';
import { makeTarball } from './tarball.mjs';

/**
 * Packs the packages: each complete, or none.
 *
 * @param {string} destination - the folder for the tarballs
 * @param {Record<string, string>} addons - the native addon's files, by processor as in process.arch
 * @returns {Promise<string[]>} the tarballs' names
 * @throws Error that says what is missing
 */
export async function packAll(destination, addons) {
	const all = packages();
	const versions = new Map(all.map(({ manifest }) => [manifest.name, manifest.version]));
	const staged = mkdtempSync(join(tmpdir(), 'peercon-pack-'));
	try {
		for (const each of all) {
			const root = join(staged, basename(each.folder), 'package');
			await stage(each, root, versions, addons);
			checkStaged(each, root);
		}
		mkdirSync(destination, { recursive: true });
		return all.map(({ folder, manifest }) => {
			// As `npm pack` would name it.
			const name = `${manifest.name.slice(1).replace('/', '-')}-${manifest.version}.tgz`;
			makeTarball(join(staged, basename(folder)), join(destination, name));
			return name;
		});
	} finally {
		rmSync(staged, { recursive: true });
	}
}
