import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readFamily } from '../setup/machine.mjs';
import { copySetup, inFolder, ROOT } from './folder.ts';

const entry = suite('setup.mjs');

/** What runs a command as a user who is not root; nothing if this is one. */
const UNPRIVILEGED =
	process.getuid?.() === 0
		? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--']
		: [];

function runUnprivileged(words: string[], PATH: string) {
	const [command = '', ...args] = [...UNPRIVILEGED, ...words];
	// The folder of setpriv is on this process's path, where spawnSync looks for it; PATH is the child's.
	const options = { encoding: 'utf8', input: '', env: { PATH } } as const;
	return spawnSync(whole(command), args, options);
}

/** The path of a program, as the shell finds it. */
function whole(program: string) {
	return spawnSync('sh', ['-c', `command -v "${program}"`], { encoding: 'utf8' }).stdout.trim();
}

function whyNotUnprivileged() {
	if (UNPRIVILEGED.length > 0 && whole('setpriv') === '') return 'there is no setpriv';
	const { status } = runUnprivileged([process.execPath, '--version'], '');
	return status === 0 ? '' : 'an unprivileged user cannot run this Node';
}

const obstacle = whyNotUnprivileged();
const entryAsAnybody = obstacle === '' ? entry : entry.skip;

const skipped = obstacle && ` (skipped: ${obstacle})`;

/** Runs a copy of set-up with nothing but node on its path, which names what is missing and fails. */
function failForWantOfPackages(folder: string, ...options: string[]) {
	copySetup(folder);
	mkdirSync(join(folder, 'bin'));
	symlinkSync(process.execPath, join(folder, 'bin/node'));

	const words = [join(folder, 'bin/node'), join(folder, 'scripts/setup.mjs'), ...options];
	const { status, stdout, stderr } = runUnprivileged(words, join(folder, 'bin'));
	assert.is(status, 1, stderr);
	assert.is(stdout, '');
	const command = {
		debian: /apt-get install .*g\+\+/,
		fedora: /dnf install .*gcc-c\+\+/,
		other: /g\+\+/,
	};
	assert.match(stderr, /^setup: this machine lacks\n/);
	assert.match(stderr, command[readFamily()]);
	assert.match(stderr, 'runs the compiler');
	assert.match(stderr, "runs the lab's guest");
	return stderr;
}

entryAsAnybody(
	`should name what is missing and the one command, where it may not install${skipped}`,
	inFolder((folder) => {
		failForWantOfPackages(folder);
	}),
);

entryAsAnybody(
	`should name the same when asked to look alone${skipped}`,
	inFolder((folder) => {
		const text = failForWantOfPackages(folder, '--check');
		assert.match(text, readFamily() === 'other' ? "Debian's names" : 'here: --check only looks.');
		// As it was copied: nothing was written, and nothing installed.
		assert.equal(readdirSync(folder).sort(), ['bin', 'scripts']);
	}),
);

entry('should find nothing missing on a machine that has been set up', () => {
	const words = [join(ROOT, 'scripts/setup.mjs'), '--check'];
	const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
	assert.is(status, 0, stderr);
	assert.match(stdout, 'this machine has every system package that is needed\n');
});

entry('should ask for the same Node as package.json', () => {
	const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
	const text = readFileSync(join(ROOT, 'scripts/setup.mjs'), 'utf8');
	const [, major] = /MAJOR = (\d+)/.exec(text) ?? [];
	const [, minor] = /MINOR = (\d+)/.exec(text) ?? [];
	assert.is(engines.node, `>=${major}.${minor}`);
});

entry('should refuse an option that it does not have', () => {
	const words = [join(ROOT, 'scripts/setup.mjs'), '--wrong'];
	const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
	assert.is(status, 1);
	assert.match(stderr, "setup: Unknown option '--wrong'");
});

entry.run();
