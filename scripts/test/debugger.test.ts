// SIGUSR1 starts Node's debugger: no program of the suite may open it, at no moment of its life.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ROOT } from './folder.ts';

const PACKAGES = join(ROOT, 'packages');

const bins = readdirSync(PACKAGES)
	.map((name) => join(PACKAGES, name, 'bin'))
	.filter((folder) => existsSync(folder))
	.flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)));

const folder = mkdtempSync('/tmp/peercon-debugger-');
const body = join(folder, 'worker.mjs');
writeFileSync(body, 'setTimeout(() => {}, 300);');

/** Starts a program that ends by itself, after it has loaded all that it has. */
function start(bin: string): ChildProcess {
	const args = basename(bin) === 'mls-worker.js' ? [body] : ['--help'];
	return spawn(bin, args, { stdio: ['ignore', 'ignore', 'pipe'] });
}

/** Sends it the signal all the time from one moment on, and gives what it says on stderr. */
async function signalled(bin: string, after: number): Promise<string> {
	const child = start(bin);
	const said = text(child.stderr as NodeJS.ReadableStream);
	const ended = once(child, 'exit');
	await sleep(after);
	while (child.exitCode === null && child.signalCode === null) {
		child.kill('SIGUSR1');
		await sleep(1);
	}
	await ended;
	return said;
}

const debugging = suite("Node's debugger");

for (const bin of bins) {
	debugging(`should be opened by no signal to ${basename(bin)}`, async () => {
		let heard = 0;
		// Before the first of these moments, or shortly after, the signal ends it: that is env(1), or
		// Node before its first own handler.
		for (let after = 0; after < 120; after += 20) {
			const said = await signalled(bin, after);
			assert.not.match(said, 'Debugger listening');
			if (said.includes('Starting inspector on 100:::1024 failed')) heard++;
		}
		assert.ok(heard > 0, 'some come before any JavaScript runs');
	});
}

debugging.after(() => rmSync(folder, { recursive: true }));

debugging.run();
