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

/** What a program says on stderr, and whether it ended before any signal was sent. */
interface Life {
	said: string;
	isOver: boolean;
}

/** Sends it the signal all the time from one moment on, in milliseconds after its start. */
async function signalled(bin: string, after: number): Promise<Life> {
	const child = start(bin);
	const said = text(child.stderr as NodeJS.ReadableStream);
	const ended = once(child, 'exit');
	await Promise.race([ended, sleep(after)]);
	const isOver = child.exitCode !== null;
	while (child.exitCode === null && child.signalCode === null) {
		child.kill('SIGUSR1');
		await sleep(1);
	}
	await ended;
	return { said: await said, isOver };
}

/** Between two moments, in milliseconds; and how far a sweep goes that has heard the one that it is to hear. */
const STEP = 20;
const LONG_ENOUGH = 120;
/** Each sweep begins a little later than the one before, so that it meets other moments. */
const SWEEPS = [0, 10, 5, 15];

const debugging = suite("Node's debugger");

for (const bin of bins) {
	debugging(`should be opened by no signal to ${basename(bin)}`, async () => {
		let isHeard = false;
		// Before the first of these moments, or shortly after, the signal ends it: that is env(1), or Node before its
		// first own handler. How long that takes depends on what else the machine does: so a sweep that has heard
		// nothing goes on to the program's end.
		for (const from of SWEEPS) {
			for (let after = from, isOver = false; !isOver; after += STEP) {
				if (isHeard && after >= LONG_ENOUGH) return;
				const life = await signalled(bin, after);
				assert.not.match(life.said, 'Debugger listening');
				if (life.said.includes('Starting inspector on 100:::1024 failed')) isHeard = true;
				isOver = life.isOver;
			}
			if (isHeard) return;
		}
		assert.unreachable('some come before any JavaScript runs');
	});
}

debugging.after(() => rmSync(folder, { recursive: true }));

debugging.run();
