// Where the addon is found: in a copy of this package that has it in one place or another.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { skipUnless } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { withNamedAddon } from './support.ts';

const PACKAGE = join(import.meta.dirname, '..');
const BUILT = 'build/Release/peercon.node';
const PREBUILT = `prebuilds/linux-${process.arch}`;
const NAME = '@peercon+native.glibc.node';

const addon = suite('the addon');
const inItsPlace = skipUnless(addon, withNamedAddon);

let folder: string;
addon.before.each(() => {
	folder = mkdtempSync(join(tmpdir(), 'peercon-addon-'));
	for (const part of ['dist', 'package.json']) {
		cpSync(join(PACKAGE, part), join(folder, part), { recursive: true });
	}
	symlinkSync(join(PACKAGE, 'node_modules'), join(folder, 'node_modules'));
});
addon.after.each(() => rmSync(folder, { recursive: true }));

/** Puts the addon somewhere in the copy. */
function put(path: string): void {
	mkdirSync(join(folder, dirname(path)), { recursive: true });
	cpSync(join(PACKAGE, BUILT), join(folder, path));
}

/** Which file the copy has loaded, and whether node-gyp-build was asked. */
function loaded(env: object = {}): [file: string, isAsked: boolean] {
	const script = `
		import { readFileSync } from 'node:fs';
		import { createRequire } from 'node:module';
		await import(${JSON.stringify(join(folder, 'dist/index.js'))});
		console.log(readFileSync('/proc/self/maps', 'utf8'));
		console.log(Object.keys(createRequire(import.meta.url).cache));`;
	const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
		encoding: 'utf8',
		env: { ...process.env, ...env },
	});
	const [file = ''] = /\/\S+\.node$/m.exec(output) ?? [];
	return [relative(folder, file), output.includes('node-gyp-build')];
}

inItsPlace('should be the one that was built here, or else the prebuilt one', () => {
	put(`${PREBUILT}/${NAME}`);
	assert.equal(loaded(), [`${PREBUILT}/${NAME}`, false]);
	put(BUILT);
	assert.equal(loaded(), [BUILT, false]);
});

inItsPlace('should be found under another name', () => {
	put(`${PREBUILT}/node.napi.node`);
	assert.equal(loaded(), [`${PREBUILT}/node.napi.node`, true]);
});

addon('should be the one that the variable of node-gyp-build names', () => {
	put(BUILT);
	put(`other/${BUILT}`);
	const other = { '@PEERCON/NATIVE_PREBUILD': join(folder, 'other') };
	assert.equal(loaded(other), [`other/${BUILT}`, true]);
});

addon.run();
