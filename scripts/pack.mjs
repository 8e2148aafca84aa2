// Packs the packages into tarballs, as npm would take them from a registry: packed/*.tgz. Nobody has
// registered their names, so this is how to install them: `npm install -g ./packed/*.tgz`.
//
// The addon that set-up has built goes with them, for this processor; npm compiles it elsewhere.

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const NATIVE = join(ROOT, 'packages/native');
const PNPM = join(ROOT, '.setup/node_modules/pnpm/bin/pnpm.cjs');
const PACKED = join(ROOT, 'packed');

// Where node-gyp-build looks for what prebuildify has made.
const prebuilds = join(NATIVE, `prebuilds/linux-${process.arch}`);
mkdirSync(prebuilds, { recursive: true });
copyFileSync(join(NATIVE, 'build/Release/peercon.node'), join(prebuilds, '@peercon+native.node'));

rmSync(PACKED, { recursive: true, force: true });
const which = ['--filter', './packages/*', '--filter', '!./packages/test-utils'];
const { status } = spawnSync(
	process.execPath,
	[PNPM, '-r', ...which, 'pack', '--pack-destination', PACKED],
	{ cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] },
);
if (status === 0) console.log('npm install -g ./packed/*.tgz');
process.exitCode = status ?? 1;
