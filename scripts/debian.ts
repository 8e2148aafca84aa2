// Builds the Debian packages in a clean Debian 13, and has lintian look at them: packaging/README.md.
//
// Usage: node --import tsx scripts/debian.ts [folder]   (default: dist-debian)

import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { debianPackages, LabError, ROOT } from '@peercon/lab';

const OWN = join(ROOT, 'dist-debian');
const [destination = OWN] = process.argv.slice(2);

try {
	const packages = await debianPackages();
	if (destination === OWN) rmSync(OWN, { recursive: true, force: true });
	mkdirSync(destination, { recursive: true });
	for (const path of packages) copyFileSync(path, join(destination, basename(path)));
	console.log(`apt install ./${join(relative('', destination), 'peercon')}*.deb`);
} catch (error) {
	if (!(error instanceof LabError)) throw error;
	console.error(`debian: ${error.message}`);
	process.exitCode = 1;
}
