// The first line of the programs that have domains: what their caller's environment does in them.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ROOT } from './folder.ts';

/** All but `peercon`, which is no program of a domain. */
const PACKAGES = ['channels', 'echo-client', 'echo-server', 'getpeercon-server', 'mls-server'];

/** The longest line that a kernel reads, BINPRM_BUF_SIZE without its NUL byte. */
const LONGEST = 255;

/** Kernels before 5.1 cut the line off behind it, and say nothing. */
const LONGEST_ONCE = 127;

const bins = PACKAGES.flatMap((name) => {
	const folder = join(ROOT, 'packages', name, 'bin');
	return readdirSync(folder).map((file) => join(folder, file));
});

const folder = mkdtempSync(join(tmpdir(), 'peercon-first-line-'));

const firstLine = suite('first lines');

for (const bin of bins) {
	const name = basename(bin);
	const env = { ...process.env, NODE_OPTIONS: '--no-such-option' };

	firstLine(`should be of a length that every kernel reads: ${name}`, () => {
		const [line = ''] = readFileSync(bin, 'utf8').split('\n');
		assert.ok(line.length <= LONGEST, `${line.length} bytes`);
	});

	firstLine(`should start nothing where an older kernel cuts it off: ${name}`, () => {
		const [line = ''] = readFileSync(bin, 'utf8').split('\n');
		if (line.length <= LONGEST_ONCE) return;
		const rest = line.slice('#!/usr/bin/env '.length, LONGEST_ONCE);
		const { status, stderr } = spawnSync('/usr/bin/env', [rest, bin], {
			encoding: 'utf8',
			env: { PATH: process.env.PATH },
		});
		assert.ok(status === 125 || status === 127, `env ends with ${status}`);
		assert.match(stderr, /^\S*env: /);
	});

	firstLine(`should pass nothing on that Node obeys: ${name}`, () => {
		const script = join(folder, 'script.mjs');
		const args = name === 'mls-worker.js' ? [script] : ['--version'];
		const { stderr } = spawnSync(bin, args, { encoding: 'utf8', env });
		assert.not.match(stderr, 'no-such-option');
		// Node itself obeys.
		const { stderr: obeyed } = spawnSync(process.execPath, [bin], { encoding: 'utf8', env });
		assert.match(obeyed, 'no-such-option');
	});
}

firstLine('should find node where a version manager has put it', () => {
	const path = join(folder, 'bin');
	mkdirSync(path);
	symlinkSync(process.execPath, join(path, 'node'));
	const env = { PATH: path };
	for (const bin of bins.filter((each) => !each.endsWith('mls-worker.js'))) {
		const { status, stdout } = spawnSync(bin, ['--version'], { encoding: 'utf8', env });
		assert.equal([status, /^\d/.test(stdout)], [0, true], basename(bin));
	}
});

firstLine.after(() => rmSync(folder, { recursive: true }));

firstLine.run();
