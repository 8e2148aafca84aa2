// The first line of the programs that have domains: what their caller's environment does in them.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ROOT } from './folder.ts';

/** All but `peercon`, which is no program of a domain. */
const PACKAGES = ['echo-client', 'echo-server', 'getpeercon-server', 'mls-server'];

/** Kernels before 5.1 cut the line off behind it, and say nothing: BINPRM_BUF_SIZE, without its NUL byte. */
const LONGEST = 127;

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
	for (const name of PACKAGES) {
		const bin = join(ROOT, 'packages', name, 'bin', `${name}.js`);
		const { status, stdout } = spawnSync(bin, ['--version'], { encoding: 'utf8', env });
		assert.equal([status, /^\d/.test(stdout)], [0, true], name);
	}
});

firstLine.after(() => rmSync(folder, { recursive: true }));

firstLine.run();
