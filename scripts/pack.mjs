// Packs the packages into tarballs, as npm would take them from a registry: packed/*.tgz. Nobody has
// registered their names, so this is how to install them: `npm install -g ./packed/*.tgz`.
//
// Two things are packed that no folder has by itself: of each program its command line as one file, and
// the addon that set-up has built, for this processor; npm compiles it elsewhere.
//
// Usage: node scripts/pack.mjs [folder for the tarballs]

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './bundle.mjs';

const ROOT = join(import.meta.dirname, '..');
const PACKAGES = join(ROOT, 'packages');
const NATIVE = join(PACKAGES, 'native');
const PACKED = join(ROOT, 'packed');

/** What is started of each program: these modules of its dist/, as one file each. */
const STARTED = {
	'echo-client': ['cli'],
	'echo-server': ['cli'],
	explain: ['cli'],
	'getpeercon-server': ['cli'],
	'mls-server': ['cli', 'worker/worker', 'worker/hello'],
};

const [destination] = process.argv.slice(2);
if (destination === undefined) rmSync(PACKED, { recursive: true, force: true });

// Where node-gyp-build looks for what prebuildify has made.
const prebuilds = join(NATIVE, `prebuilds/linux-${process.arch}`);
mkdirSync(prebuilds, { recursive: true });
copyFileSync(join(NATIVE, 'build/Release/peercon.node'), join(prebuilds, '@peercon+native.node'));

for (const [name, modules] of Object.entries(STARTED)) await bundle(join(PACKAGES, name), modules);

const { packageManager } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const which = ['--filter', './packages/*', '--filter', '!./packages/test-utils'];
const { status } = spawnSync(
	'npx',
	['--yes', packageManager, '-r', ...which, 'pack', '--pack-destination', destination ?? PACKED],
	{ cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] },
);
if (status === 0 && destination === undefined) console.log('npm install -g ./packed/*.tgz');
process.exitCode = status ?? 1;
