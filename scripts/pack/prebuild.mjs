// The native addon for a release, by prebuildify: for each processor, against the libraries of Debian 12,
// the oldest system that it is meant for.

import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { findNodeHeaders, thisNode } from '../setup/machine.mjs';
import { hashFiles, isStamped, stampAfter } from '../setup/main.mjs';
import { run } from '../setup/run.mjs';
import { checkAddon } from './check-addon.mjs';
import { filesBelow } from './files-below.mjs';
import { ROOT } from './packages.mjs';

const NATIVE = join(ROOT, 'packages/native');

/** Where it is built: a copy, so that set-up keeps its own build. */
const WORK = join(ROOT, '.setup/prebuild');

/** Debian 12's name. */
const SUITE = 'bookworm';

/** What a foreign addon is linked with, and what runs it: the libraries of that processor's Debian. */
const LIBRARIES = 'libselinux1-dev,libstdc++6,libgcc-s1,libc6-dev';

/** The processors, as in process.arch: what Debian calls each, and what its compilers begin with. */
export const PROCESSORS = {
	x64: { debian: 'amd64', triple: 'x86_64-linux-gnu' },
	arm64: { debian: 'arm64', triple: 'aarch64-linux-gnu' },
};

/** @typedef {keyof typeof PROCESSORS} Processor */

/**
 * Builds the addon, unless it was built of the same before.
 *
 * @param {Processor} arch
 * @returns {Promise<string>} its file
 * @throws SetupError if a command fails, Error if the addon needs more than Debian 12 has
 */
export async function prebuild(arch) {
	const { prebuiltPlace } = await import(join(NATIVE, 'dist/load.js'));
	const folder = join(WORK, arch);
	const file = join(folder, prebuiltPlace(arch));
	const key = keyOf(arch);
	if (!isStamped(folder, key) || !existsSync(file)) {
		await stampAfter(folder, key, () => build(arch, folder));
	}
	checkAddon(file, arch);
	return file;
}

/** @param {Processor} arch @returns {string} the key of what the addon follows from */
function keyOf(arch) {
	const sources = filesBelow(join(NATIVE, 'src')).map((path) => join('src', path));
	const files = ['binding.gyp', 'node_modules/node-addon-api/package.json', ...sources];
	return hashFiles(NATIVE, files, arch, SUITE, `node ${thisNode().major}`);
}

/**
 * @param {Processor} arch
 * @param {string} folder
 */
async function build(arch, folder) {
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	for (const entry of ['src', 'binding.gyp', 'package.json']) {
		cpSync(join(NATIVE, entry), join(folder, entry), { recursive: true });
	}
	symlinkSync(join(NATIVE, 'node_modules'), join(folder, 'node_modules'));

	const { triple } = PROCESSORS[arch];
	const isForeign = arch !== process.arch;
	const compilers = isForeign ? await foreignCompilers(arch) : {};
	// Without headers beside this Node, node-gyp downloads them.
	const headers = findNodeHeaders(thisNode());
	const env = {
		...compilers,
		...(headers === undefined ? {} : { npm_config_nodedir: headers }),
		JOBS: 'max',
	};
	const words = [
		join(NATIVE, 'node_modules/prebuildify/bin.js'),
		...['--napi', '--strip', '--tag-libc', '--arch', arch],
		...['--target', `node@${process.versions.node}`],
		// It looks for node-gyp in the path alone.
		...['--node-gyp', join(NATIVE, 'node_modules/node-gyp/bin/node-gyp.js')],
		...['--strip-bin', isForeign ? `${triple}-strip` : 'strip'],
	];
	const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
	await run('env', [...variables, process.execPath, ...words], { cwd: folder });
}

/**
 * @param {Processor} arch - not this machine's
 * @returns {Promise<Record<string, string>>} the variables by which node-gyp finds them
 */
async function foreignCompilers(arch) {
	const { triple } = PROCESSORS[arch];
	const root = await sysroot(arch);
	return {
		CC: `${triple}-gcc --sysroot=${root}`,
		CXX: `${triple}-g++ --sysroot=${root}`,
		AR: `${triple}-ar`,
	};
}

/**
 * The libraries of a foreign processor, in a folder that stands for its root folder. qemu-user takes it
 * for that, too: `qemu-aarch64 -L`.
 *
 * @param {Processor} arch
 * @returns {Promise<string>} the folder
 */
export async function sysroot(arch) {
	const folder = join(WORK, `sysroot-${arch}`);
	const key = `${SUITE} ${LIBRARIES}`;
	if (!isStamped(folder, key)) {
		const { debian } = PROCESSORS[arch];
		const options = ['--variant=extract', `--architectures=${debian}`, `--include=${LIBRARIES}`];
		rmSync(folder, { recursive: true, force: true });
		await stampAfter(folder, key, () => run('mmdebstrap', [...options, SUITE, folder]));
	}
	return folder;
}
