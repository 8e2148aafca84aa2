import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSocketPair, sys } from '@peercon/native';
import { eventually } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
// Workers starts a file beside itself, which only the built one has.
import { Workers } from '../dist/super-server/workers.js';
import type { MlsServerEvent } from '../src/events.ts';
import { Backoff } from '../src/super-server/backoff.ts';
import { StartRate } from '../src/super-server/start-rate.ts';
import type { WorkersOptions } from '../src/super-server/workers.ts';
import { beginRequest, isRunning, moduleAt, withServer, workerAt } from './support.ts';

const limits = suite('limits');

limits('should refuse more connections than maxConnections, until one has ended', async () => {
	await withServer({ maxConnections: 2 }, async ({ port, events }) => {
		const first = await beginRequest(port);
		const second = await beginRequest(port);
		const third = net.connect(port, '127.0.0.1');
		await once(third, 'close');
		assert.equal(
			events('refused').map(({ reason, rawContext }) => ({ reason, rawContext })),
			[{ reason: 'its worker has 2 connections, the limit', rawContext: null }],
		);
		assert.match(await first.finish(), / done$/);
		let pid = Number.NaN;
		await eventually(() => {
			workerAt(port).then(
				(answer) => {
					pid = answer;
				},
				() => {},
			);
			return !Number.isNaN(pid);
		}, 'there is room again');
		assert.is(pid, events('ready')[0]?.pid);
		assert.match(await second.finish(), / done$/);
	});
});

limits('should end workers without connections, and only those', async () => {
	await withServer({ idleTimeout: 300 }, async ({ port, events, server }) => {
		const first = await workerAt(port);
		await eventually(() => events('end').length === 1, 'it ends');
		assert.equal(events('end')[0], {
			event: 'end',
			pid: first,
			workerContext: null,
			reason: 'it ended with status 0',
		});
		assert.equal(await server.status(), []);

		const request = await beginRequest(port);
		const second = events('ready')[1]?.pid as number;
		assert.is.not(second, first);
		await sleep(1500); // too long for one without connections
		assert.ok(isRunning(second));
		assert.match(await request.finish(), new RegExp(`^[^]*\r\n${second} .* done$`));
		await eventually(() => events('end').length === 2, 'it ends, too');
	});
});

const command = {
	exec: process.execPath,
	module: moduleAt('echo.mjs'),
	startTimeout: 60_000,
	hangTimeout: 60_000,
	inFlight: 128,
	linesPerSecond: 100,
	settings: { descriptors: 1000, memory: 512 * 2 ** 20, peerTimeout: 60_000 },
};

/** Workers for contexts that are invented: only the one for none can really be started here. */
function workersOf(options: Partial<WorkersOptions> & { maxWorkers: number }) {
	const events: MlsServerEvent[] = [];
	const peers: number[] = [];
	const reasons = () => events.flatMap((event) => (event.event === 'refused' ? event.reason : []));
	const workers = new Workers({
		command,
		startsPerSecond: 10,
		maxConnections: 10,
		maxPerSource: 10,
		waiting: 1000,
		idleTimeout: 60_000,
		drainTimeout: 5000,
		retireTimeout: 60_000,
		...options,
		onEvent: (event) => events.push(event),
		onReleased() {},
	});
	/** Peers of another context come from somewhere else, if it is not said. */
	const serve = (context: string | null, source = `${context}`) => {
		const [fd, peer] = createSocketPair('stream');
		peers.push(peer);
		const since = performance.now();
		workers.serve({ fd, peerContext: context, source, since, isRetried: false }, context);
		return peer;
	};
	const leave = (peer: number) => {
		sys.close(peer);
		peers.splice(peers.indexOf(peer), 1);
	};
	const close = async () => {
		for (const peer of peers) sys.close(peer);
		await workers.close();
	};
	return { workers, events, reasons, serve, leave, close };
}

const several = suite('several contexts');

several('should have a worker each, and maxWorkers at most', async () => {
	// Only one is started at once; the others wait, as workers that count.
	const { workers, events, reasons, serve, close } = workersOf({
		maxWorkers: 3,
		startsPerSecond: 1,
	});
	serve(null);
	for (const context of ['b:b:b', 'c:c:c', 'b:b:b', 'd:d:d']) serve(context);
	assert.equal(
		events.map(({ event }) => event),
		['create', 'create', 'create', 'existing', 'refused'],
	);
	assert.equal(reasons(), ['there are 3 workers, the limit, and none is idle']);
	assert.equal(
		workers.all.map(({ context, load }) => ({ context, load })),
		[
			{ context: null, load: 1 },
			{ context: 'b:b:b', load: 2 },
			{ context: 'c:c:c', load: 1 },
		],
	);
	// Those whose worker was not started yet are refused when the super-server ends.
	await close();
	assert.is(reasons().filter((reason) => /^its worker has ended$/.test(reason)).length, 3);
	assert.equal(workers.all, []);
});

several('should end an idle worker to make room, and no busy one', async () => {
	const { workers, events, reasons, serve, leave, close } = workersOf({ maxWorkers: 1 });
	const peer = serve(null);
	await eventually(() => sys.recv(peer, Buffer.alloc(64)) > 0, 'it is served');
	await eventually(() => workers.all[0]?.isReady === true, 'that is known here');
	serve('b:b:b');
	assert.equal(reasons(), ['there are 1 workers, the limit, and none is idle']);

	leave(peer);
	await eventually(() => workers.all[0]?.load === 0, 'it is idle');
	serve('b:b:b');
	assert.is(events.at(-1)?.event, 'create');
	assert.is(workers.all[0]?.isDraining, true);
	const ends = () => events.flatMap((event) => (event.event === 'end' ? event.reason : []));
	await eventually(() => ends().includes('it ended with status 0'), 'it ends');
	await close();
});

several('should let one source have no more than half of the workers', async () => {
	const { reasons, serve, close } = workersOf({ maxWorkers: 4, startsPerSecond: 1 });
	for (const context of ['a:a:a', 'b:b:b', 'c:c:c']) serve(context, '192.0.2.1');
	assert.equal(reasons(), [
		'2 workers serve 192.0.2.1, and the 2 that are free are for others as well',
	]);
	serve('c:c:c', '192.0.2.2');
	// A worker that there is serves whoever comes.
	serve('c:c:c', '192.0.2.1');
	assert.is(reasons().length, 1);
	await close();
});

several('should refuse who has waited too long for a worker that cannot be started', async () => {
	const slow = { ...command, module: moduleAt('throws.mjs'), startTimeout: 200, hangTimeout: 200 };
	const { workers, reasons, serve, events, close } = workersOf({
		maxWorkers: 2,
		startsPerSecond: 1,
		command: slow,
	});
	// One start is allowed at once; nothing allows a second one before a second is over.
	serve('a:a:a');
	serve('b:b:b');
	assert.is(workers.all.length, 2);
	await eventually(() => reasons().includes('it has waited 0.6 s for its worker'), 'it is refused');
	await eventually(
		() => workers.all.every(({ context }) => context !== 'b:b:b'),
		'nobody needs it',
	);
	const ends = events.flatMap((event) => (event.event === 'end' ? event : []));
	assert.ok(ends.some(({ reason }) => reason === 'nobody waits for it any more'));
	await close();
});

several('should give retired workers less time when others need their places', async () => {
	const { workers, events, serve, close } = workersOf({ maxWorkers: 1, drainTimeout: 500 });
	const reads = (peer: number) => sys.recv(peer, Buffer.alloc(64)) > 0;
	// Each generation has a peer that stays.
	for (let generation = 0; generation < 2; generation++) {
		const peer = serve(null);
		await eventually(() => reads(peer), 'it is served');
		workers.retireAll();
	}
	assert.is(workers.all.length, 2);
	const last = serve(null);
	await eventually(() => reads(last), 'it is served, too');
	const ends = events.flatMap((event) => (event.event === 'end' ? event.reason : []));
	assert.equal(ends, ['it did not finish in time']);
	await close();
});

limits('should end old workers after retireTimeout', async () => {
	await withServer({ retireTimeout: 300 }, async ({ port, events, server }) => {
		const request = await beginRequest(port);
		await server.reload();
		await eventually(() => events('end').length === 1, 'it ends');
		assert.is(events('end')[0]?.reason, 'it did not finish in time');
		await eventually(() => request.isClosed, 'with its connection');
	});
});

limits('should serve no more connections of one address by a worker than its limit', async () => {
	await withServer({ maxPerSource: 1 }, async ({ port, events }) => {
		const first = await beginRequest(port);
		await once(net.connect(port, '127.0.0.1'), 'close');
		assert.is(
			events('refused')[0]?.reason,
			'its worker has 1 connections from 127.0.0.1, the limit for one address',
		);
		// Another address of loopback is another source.
		const other = net.connect({ port, host: '127.0.0.1', localAddress: '127.0.0.2' });
		await eventually(() => events('existing').length === 2, 'it is accepted');
		assert.match(await first.finish(), / done$/);
		assert.is(events('refused').length, 1);
		other.destroy();
	});
});

for (const module of ['echo.mjs', 'tasks.mjs']) {
	limits(`should close connections that idle, with ${module}`, async () => {
		await withServer({ module: moduleAt(module), peerTimeout: 500 }, async ({ port, events }) => {
			const idle = net.connect(port, '127.0.0.1').resume();
			await once(idle, 'close');
			assert.is(events('end').length, 0);
		});
	});
}

const rate = suite('StartRate');

rate('should allow its burst at once, and then as many as time has earned', () => {
	const starts = new StartRate(4, 1000);
	const takeAll = (now: number) => {
		let taken = 0;
		while (starts.take(now) === 0) taken++;
		return taken;
	};
	assert.is(takeAll(1000), 4);
	assert.is(starts.take(1000), 250);
	assert.is(starts.take(1125), 125);
	assert.is(takeAll(1250), 1);
	assert.is(takeAll(1500), 1);
	assert.is(takeAll(2250), 3);
	assert.is(takeAll(100_000), 4, 'a quiet time earns no more than a second does');
});

rate('should allow a start after the time that it has said', () => {
	for (const perSecond of [1, 3, 7, 10]) {
		const starts = new StartRate(perSecond, 0);
		let now = 0;
		for (let i = 0; i < 100; i++) {
			const wait = starts.take(now);
			now += wait;
			if (wait > 0) assert.is(starts.take(now), 0, `${perSecond} a second`);
		}
	}
});

const backoff = suite('Backoff');

backoff('should forgive the first failure, and double the wait from then on', () => {
	const failures = new Backoff();
	assert.is(failures.remaining('a', 0), 0);
	const waits = Array.from({ length: 10 }, () => {
		failures.failed('a', 5000);
		return failures.remaining('a', 5000);
	});
	assert.equal(waits, [0, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
	assert.is(failures.remaining('a', 64_000), 1000);
	assert.is(failures.remaining('a', 65_001), 0);
});

backoff('should treat contexts apart, and forget failures after a success', () => {
	const failures = new Backoff();
	for (const context of ['a', 'a', 'b', 'b']) failures.failed(context, 0);
	failures.succeeded('a');
	assert.is(failures.remaining('a', 0), 0);
	assert.is(failures.remaining('b', 0), 1000);
	failures.failed('a', 0);
	assert.is(failures.remaining('a', 0), 0);
});

backoff('should not remember ever more contexts', () => {
	const failures = new Backoff();
	for (const context of ['first', 'first', 'second', 'second']) failures.failed(context, 0);
	for (let i = 0; i < 1023; i++) failures.failed(`${i}`, 0);
	assert.is(failures.remaining('first', 0), 0);
	assert.is(failures.remaining('second', 0), 1000);
});

limits.run();
several.run();
rate.run();
backoff.run();
