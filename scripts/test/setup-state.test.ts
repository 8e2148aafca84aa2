import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { hashFiles, isStamped, stampAfter } from '../setup/main.mjs';
import { inFolder, write } from './folder.ts';

const stamps = suite('stamps');

stamps(
	'should hold for the same key alone, and only after the work succeeded',
	inFolder(async (folder) => {
		await stampAfter(folder, 'one', async () => {
			assert.not.ok(isStamped(folder, 'one'));
		});
		assert.ok(isStamped(folder, 'one'));
		assert.not.ok(isStamped(folder, 'two'));

		const broken = stampAfter(folder, 'two', () => Promise.reject(new Error('interrupted')));
		await broken.catch(() => {});
		assert.not.ok(isStamped(folder, 'one'));
		assert.not.ok(isStamped(folder, 'two'));
	}),
);

stamps(
	'should change with a name, a content and the rest of the key',
	inFolder((folder) => {
		write(join(folder, 'a'), 'text');
		write(join(folder, 'b'), 'text');
		const keys = [
			hashFiles(folder, ['a']),
			hashFiles(folder, ['b']),
			hashFiles(folder, ['a'], 'node 20'),
			hashFiles(folder, ['a', 'b']),
		];
		assert.is(new Set(keys).size, keys.length);
		assert.is(hashFiles(folder, ['b', 'a']), hashFiles(folder, ['a', 'b']));
		write(join(folder, 'a'), 'other');
		assert.is.not(hashFiles(folder, ['a']), keys[0]);
	}),
);

stamps.run();

// ---

const lock = suite('two set-ups at once');

/** Takes the lock of a folder, says so, and keeps it until its standard input ends. */
const HOLDER = `
	import { lockCheckout } from ${JSON.stringify(fileURLToPath(new URL('../setup/run.mjs', import.meta.url)))};
	lockCheckout(process.argv[1]);
	console.log('locked');
	process.stdin.resume();
`;

function holdLock(folder: string) {
	const child = spawn(process.execPath, ['--input-type=module', '-e', HOLDER, folder]);
	let output = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		output += text;
	});
	/** Waits until the child has said the words. */
	const said = async (words: string) => {
		while (!output.includes(words)) await once(child.stdout, 'data');
	};
	return { child, said, output: () => output };
}

lock(
	'should follow each other, even when the first is killed',
	inFolder(async (folder) => {
		const first = holdLock(folder);
		await first.said('locked');
		const second = holdLock(folder);
		await second.said('waiting for another set-up');
		assert.not.match(second.output(), 'locked');
		first.child.kill('SIGKILL');
		await second.said('locked');
		second.child.stdin.end();
		assert.equal(await once(second.child, 'exit'), [0, null]);
	}),
);

lock.run();
