// Packs the packages of this checkout into tarballs, as npm would take them from a registry: packed/*.tgz.
// Nobody has registered their names, so this is how to install them: `npm install -g ./packed/*.tgz`.
//
// Their addon is the one that set-up has built, for this processor. A release has it for others, too:
// dist.mjs.
//
// Usage: node scripts/pack.mjs [folder for the tarballs]

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { packAll } from './pack/pack-all.mjs';
import { ROOT } from './pack/packages.mjs';

const PACKED = join(ROOT, 'packed');
const BUILT = join(ROOT, 'packages/native/build/Release/peercon.node');

const [destination] = process.argv.slice(2);
if (destination === undefined) rmSync(PACKED, { recursive: true, force: true });
try {
	await packAll(destination ?? PACKED, { [process.arch]: BUILT });
	if (destination === undefined) console.log('npm install -g ./packed/*.tgz');
} catch (error) {
	console.error(`pack: ${/** @type {Error} */ (error).message}`);
	process.exitCode = 1;
}
