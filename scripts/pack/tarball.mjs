import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow } from './files-below.mjs';

/** The time that npm gives each file: the same files are the same tarball, whenever they are packed. */
const TIME = '1985-10-26T08:15:00Z';

const OPTIONS = [
	'--sort=name',
	`--mtime=${TIME}`,
	'--owner=0',
	'--group=0',
	'--numeric-owner',
	'--format=ustar',
	'--mode=u+rw,go+r-w,a+X',
	// Without the time and the name that gzip would add.
	'--use-compress-program=gzip -9n',
];

/**
 * Makes a tarball that npm installs. npm keeps the modes that files have in it: what begins with `#!` may
 * be executed, bin/mls-worker.js too, which is no command.
 *
 * @param {string} folder - has the folder `package`, with all that is to be in it
 * @param {string} file - the tarball
 * @see tar(1)
 */
export function makeTarball(folder, file) {
	for (const name of filesBelow(folder)) {
		const path = join(folder, name);
		chmodSync(path, readFileSync(path).subarray(0, 2).toString() === '#!' ? 0o755 : 0o644);
	}
	const { status, stderr, error } = spawnSync(
		'tar',
		[...OPTIONS, '-C', folder, '-cf', file, 'package'],
		{ encoding: 'utf8' },
	);
	if (status !== 0) throw new Error(`tar: ${error?.message ?? stderr}`);
}
