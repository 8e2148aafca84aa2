// Writes a release into one folder: every package as a tarball that npm installs without a compiler, and
// SHA256SUMS. What is incomplete is not written.
//
// Usage: node scripts/dist.mjs [folder]   (default: dist)

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { packAll } from './pack/pack-all.mjs';
import { ROOT } from './pack/packages.mjs';
import { PROCESSORS, prebuild } from './pack/prebuild.mjs';
import { step } from './setup/run.mjs';

const destination = process.argv[2] ?? join(ROOT, 'dist');
const unfinished = `${destination}.unfinished`;

try {
	/** @type {Record<string, string>} */
	const addons = {};
	for (const arch of /** @type {(keyof typeof PROCESSORS)[]} */ (Object.keys(PROCESSORS))) {
		await step(`the addon for ${arch}`, async () => {
			addons[arch] = await prebuild(arch);
		});
	}
	rmSync(unfinished, { recursive: true, force: true });
	mkdirSync(unfinished, { recursive: true });
	const names = await packAll(unfinished, addons);
	const sums = names.map((name) => `${sha256(join(unfinished, name))}  ${name}\n`);
	writeFileSync(join(unfinished, 'SHA256SUMS'), sums.join(''));
	rmSync(destination, { recursive: true, force: true });
	renameSync(unfinished, destination);
	console.log(
		`cd ${relative('', destination)}\nsha256sum -c SHA256SUMS\nnpm install -g ./peercon-*.tgz`,
	);
} catch (error) {
	rmSync(unfinished, { recursive: true, force: true });
	console.error(`dist: ${/** @type {Error} */ (error).message}`);
	process.exitCode = 1;
}

/** @param {string} path */
function sha256(path) {
	return createHash('sha256').update(readFileSync(path)).digest('hex');
}
