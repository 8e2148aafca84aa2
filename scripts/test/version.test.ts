// --version is the version of the program's own package, whose folders surround it or its yargs.

import { spawnSync } from 'node:child_process';
import {
	cpSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ROOT } from './folder.ts';

const VERSION = '9.8.7';

/** The folders of packages that have programs. */
const PACKAGES = [
	...readdirSync(join(ROOT, 'packages')).map((name) => join('packages', name)),
	'lab',
]
	.map((folder) => join(ROOT, folder))
	.filter((folder) => existsSync(join(folder, 'bin')));

const root = mkdtempSync(join(tmpdir(), 'peercon-version-'));

const versions = suite('--version');
versions.before(() => writeFileSync(join(root, 'package.json'), '{ "version": "1.1.1" }'));
versions.after(() => rmSync(root, { recursive: true }));

for (const folder of PACKAGES) {
	const name = basename(folder);
	versions(`should be of its own package: ${name}`, () => {
		const copy = join(root, name);
		mkdirSync(copy);
		for (const part of ['bin', 'dist']) {
			cpSync(join(folder, part), join(copy, part), { recursive: true });
		}
		symlinkSync(join(folder, 'node_modules'), join(copy, 'node_modules'));
		const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
		writeFileSync(join(copy, 'package.json'), JSON.stringify({ ...manifest, version: VERSION }));
		for (const bin of Object.values<string>(manifest.bin)) {
			const args = [join(copy, bin), '--version'];
			const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', cwd: root });
			assert.is(stdout, `${VERSION}\n`, bin);
		}
	});
}

versions.run();
