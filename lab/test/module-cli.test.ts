// What `npx lab module` says of what it cannot work with, before there is a guest.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { lab } from './command.ts';

const folder = mkdtempSync(join(tmpdir(), 'peercon-module-'));
const empty = join(folder, 'empty');
const broken = join(folder, 'broken');

const refusing = suite('the workbench, of what it cannot work with');

refusing.before(() => {
	mkdirSync(empty);
	mkdirSync(broken);
	writeFileSync(join(broken, 'a.te'), 'policy_module(a, 1)\n\ntype a_t\n');
});
refusing.after(() => rmSync(folder, { recursive: true }));

refusing('should say what is wrong on the command line', async () => {
	for (const [words, reason] of [
		[[], 'what is to be done with the module is missing'],
		[['prove', empty], 'what is to be run is missing'],
		[['learn', empty], 'what is to be run is missing'],
		[['prove', empty, '--limit', '0', '--', 'true'], '--limit: a run of the test may take 1 to'],
		[['prove', empty, '--limit', 'x', '--', 'true'], '--limit: a run of the test may take 1 to'],
		[['prove', empty, '--with', `${empty}/\x1b`, '--', 'true'], '--with: '],
		[
			['learn', empty, '--packages', 'a:b', '--', 'true'],
			'--packages: a:b is no name of a package',
		],
	] as const) {
		const { status, stderr, stdout } = await lab('module', ...words);
		assert.is(status, 2, reason);
		assert.ok(stderr.startsWith(`lab: ${reason}`), stderr);
		assert.not.match(stderr, '\x1b');
		assert.is(stdout, '');
	}
});

refusing('should say what is wrong with a folder, and where in a source', async () => {
	for (const [path, reason] of [
		[join(folder, 'nosuch'), 'nosuch: there is no such folder, and no such file'],
		[empty, 'empty: there is no module here: a .te or a .cil file'],
		[broken, "a.te:3: type without its ';'"],
	] as const) {
		const { status, stderr, stdout } = await lab('module', 'prove', path, '--', 'true');
		assert.is(status, 1, reason);
		assert.match(stderr, `${reason}\n`);
		assert.is(stdout, '');
	}
});

refusing.run();
