import { chmodSync, copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ask, isRunning, signal, withFolder, withGate, withServer, workerAt } from './support.ts';

/** Long enough for any machine; what is to hang is given less. */
const NEVER = 600_000;

/** Whether a request fails because its connection is closed. */
const fails = (asked: Promise<string>) =>
	asked.then(
		() => false,
		() => true,
	);

const faults = suite('faults');

faults('should start a fresh worker where one was killed', async () => {
	await withServer({}, async ({ port, events }) => {
		const first = await workerAt(port);
		await signal(first, 'SIGKILL');
		await eventually(() => events('end').length === 1, 'its end is noticed');
		assert.equal(events('end')[0], {
			event: 'end',
			pid: first,
			workerContext: null,
			reason: 'it ended with SIGKILL',
		});
		const second = await workerAt(port);
		assert.is.not(second, first);
		assert.is(events('create').length, 2);
		assert.is(events('refused').length, 0);
	});
});

faults('should give a fresh worker what a killed one did not take', async () => {
	await withServer({ hangTimeout: NEVER }, async ({ port, events }) => {
		const first = await workerAt(port);
		await signal(first, 'SIGSTOP');
		const waiting = Array.from({ length: 200 }, () => workerAt(port));
		await eventually(() => events('existing').length === 200, 'all of them wait');
		await signal(first, 'SIGKILL');
		const pids = new Set(await Promise.all(waiting));
		assert.is(pids.size, 1);
		assert.not(pids.has(first));
		assert.is(events('refused').length, 0);
	});
});

faults('should close what a second worker did not take, too', async () => {
	await withGate(async (gate) => {
		await withServer({ module: gate.module, hangTimeout: NEVER }, async (running) => {
			const { port, events } = running;
			const first = await workerAt(port);
			await signal(first, 'SIGSTOP');
			const waiting = fails(ask(port));
			await eventually(() => events('existing').length === 1, 'it waits');
			gate.set('crash');
			await signal(first, 'SIGKILL');
			assert.ok(await waiting);
			assert.is(events('create').length, 2);
			assert.equal(
				events('refused').map(({ reason }) => reason),
				['its worker has ended'],
			);
		});
	});
});

faults('should kill a worker that hangs, and retry what waits for it', async () => {
	await withServer({ hangTimeout: 1000 }, async ({ port, events }) => {
		const first = await workerAt(port);
		const blocking = fails(ask(port, '/block'));
		await eventually(() => events('existing').length === 1, 'it hangs soon');
		// It may still take some of these, before it reads the request that blocks it: they go with it. And it
		// is seen to hang by one that it does not take, so there is always another.
		const asked: Promise<number | undefined>[] = [];
		const asking = setInterval(() => asked.push(workerAt(port).catch(() => undefined)), 50);
		await eventually(() => events('end').length > 0, 'it is seen to hang');
		clearInterval(asking);
		assert.ok(await blocking);
		assert.is(events('end')[0]?.reason, 'it has not taken a connection for 1 s');
		assert.not(isRunning(first));
		const second = await workerAt(port);
		assert.is.not(second, first);
		const pids = (await Promise.all(asked)).filter((pid) => pid !== undefined);
		assert.ok(pids.includes(second));
		for (const pid of pids) assert.ok(pid === second || pid === first);
		assert.is(events('refused').length, 0);
	});
});

faults('should kill a worker that is stopped, once somebody waits for it', async () => {
	await withServer({ hangTimeout: 1000 }, async ({ port, events }) => {
		const first = await workerAt(port);
		await signal(first, 'SIGSTOP');
		assert.is.not(await workerAt(port), first);
		assert.is(events('end')[0]?.reason, 'it has not taken a connection for 1 s');
	});
});

faults('should kill a worker that does not get ready', async () => {
	await withGate(async (gate) => {
		// The one that is tried out has this long, too.
		await withServer({ module: gate.module, startTimeout: 6000 }, async (running) => {
			const { port, events } = running;
			gate.remove();
			assert.ok(await fails(ask(port)));
			const reason = 'it was not ready after 6 s';
			assert.equal(
				events('end').map((end) => end.reason),
				[reason, reason],
			);
			assert.is(events('refused')[0]?.reason, 'its worker has ended');
			gate.set('open');
		});
	});
});

faults('should end only the worker whose module throws', async () => {
	await withServer({}, async ({ port, events }) => {
		const first = await workerAt(port);
		assert.ok(await fails(ask(port, '/throw')));
		await eventually(() => events('end').length === 1, 'its end is noticed');
		assert.is(events('end')[0]?.reason, 'it ended with status 1');
		const said = (pid: number, text: string) =>
			events('output').some((line) => line.pid === pid && line.text === text);
		await eventually(() => said(first, 'Error: thrown by the module'), 'it said why');
		assert.is.not(await workerAt(port), first);
	});
});

faults('should not start workers that keep failing again and again', async () => {
	await withGate(async (gate) => {
		await withServer({ module: gate.module }, async ({ port, events }) => {
			gate.set('crash');
			for (let i = 0; i < 40; i++) assert.ok(await fails(ask(port)));
			// The waits between these add up to a minute: 0, 0, 1, 2, 4, 8, 16, 32 s.
			const { length } = events('end');
			assert.ok(length >= 2 && length <= 8, `${length} were started`);
			const reasons = events('refused').map(({ reason }) => reason);
			assert.is(reasons.length, 40);
			assert.match(reasons.join('\n'), /its workers keep failing; the next is started in \d+ s/);

			gate.set('open');
			let pid = Number.NaN;
			const tryAgain = () => {
				workerAt(port).then(
					(answer) => {
						pid = answer;
					},
					() => {},
				);
				return !Number.isNaN(pid);
			};
			await eventually(tryAgain, 'it recovers by itself');
			assert.ok(isRunning(pid));
		});
	});
});

faults('should say so when workers can no longer be started', async () => {
	await withFolder(async (folder) => {
		const exec = join(folder, 'worker.js');
		copyFileSync(join(import.meta.dirname, '../bin/mls-worker.js'), exec);
		writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
		await withServer({ exec }, async ({ port, events }) => {
			const asked: Promise<boolean>[] = [];
			for (const [spoil, code] of [
				[() => chmodSync(exec, 0o600), 'EACCES'],
				[() => rmSync(exec), 'ENOENT'],
			] as const) {
				const before = events('end').length;
				spoil();
				await eventually(() => {
					asked.push(fails(ask(port)));
					return events('end').length > before;
				}, 'one is to be started');
				const reason = events('end')[before]?.reason ?? '';
				assert.match(reason, `it could not be started: spawn ${exec} ${code}`);
			}
			for (const failed of asked) assert.ok(await failed);
			// Each of them has ended once.
			assert.is(events('end').length, events('create').length);
			assert.is(events('ready').length, 0);
		});
	});
});

faults.run();
