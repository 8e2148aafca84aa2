// The fuzzers, for a few seconds each: enough to see that they find their way in. npm run fuzz goes on.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ROOT } from './folder.ts';

const SECONDS = 5;

const fuzzers = readdirSync(join(ROOT, 'fuzz'))
	.filter((file) => file.endsWith('.ts') && file !== 'main.ts')
	.map((file) => file.replace('.ts', ''));

/** How much is shown of what the addon was called with before a crash. */
const SHOWN = 5000;

const fuzz = suite('fuzzing');

for (const name of fuzzers) {
	fuzz(`should find nothing in ${name}`, async () => {
		const args = ['--import', 'tsx', 'fuzz/main.ts', name, '--seconds', String(SECONDS)];
		const child = spawn(process.execPath, args, {
			cwd: ROOT,
			env: { ...process.env, PEERCON_FUZZ_TRACE: '1' },
			stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
		});
		let trace = '';
		child.stdio[3]?.on('data', (data) => {
			trace = (trace + data).slice(-SHOWN);
		});
		const output = Promise.all([text(child.stdout as Readable), text(child.stderr as Readable)]);
		const [status, signal] = await once(child, 'close');
		const said = (await output).join('');
		assert.is(signal, null, `${said}\nThe last calls:\n${trace}`);
		assert.is(status, 0, said);
		assert.match(said, new RegExp(`^${name}: [1-9][0-9]* inputs, seed`));
	});
}

fuzz.run();
