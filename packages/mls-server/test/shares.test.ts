import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { whyNotTo, whyNoWorker } from '../src/super-server/admission.ts';
import { budgetOf, mayHaveMore } from '../src/super-server/budget.ts';
import { Served } from '../src/super-server/served.ts';
import { sourceOf } from '../src/super-server/source.ts';

/** As Linux: include/net/scm.h has it, SCM_MAX_FD. */
const ONE_MESSAGE = 253;

const budget = suite('budgetOf');

budget('should leave a share in flight to everybody, whatever one worker does', () => {
	for (const limit of [512, 1024, 4096, 20_000, 524_288]) {
		for (const maxWorkers of [1, 8, 64, 500]) {
			for (const maxConnections of [1, 1000, 100_000]) {
				const { workerDescriptors, inFlight } = budgetOf(limit, maxWorkers, maxConnections);
				// A worker is refused from its limit on, and may exceed it by its last message.
				assert.ok(workerDescriptors + ONE_MESSAGE - 1 < limit, `${limit}: ${workerDescriptors}`);
				assert.ok(inFlight >= 1 && inFlight <= 128);
			}
		}
	}
});

budget('should let what the super-server sends fit beside it', () => {
	for (const limit of [1024, 4096, 20_000, 524_288]) {
		const { workerDescriptors, inFlight } = budgetOf(limit, 64, 1000);
		assert.ok(workerDescriptors + ONE_MESSAGE + 2 * 64 * inFlight <= limit, `${limit}`);
	}
});

budget('should give a worker what its connections need, where there is enough', () => {
	assert.equal(budgetOf(524_288, 64, 1000), {
		workerDescriptors: 1064,
		waiting: 524_288 - 64 - 3 * 128,
		inFlight: 128,
	});
});

const sources = suite('sourceOf');

sources('should be an IPv4 address, or an IPv6 network', () => {
	const at = (address: string) =>
		sourceOf({ family: address.includes(':') ? 'inet6' : 'inet', address, port: 7 });
	assert.is(at('192.0.2.1'), '192.0.2.1');
	assert.is(at('::ffff:192.0.2.1'), '192.0.2.1');
	assert.is(at('2001:db8::1'), '2001:db8:0:0::/64');
	assert.is(at('2001:db8:0:0:ffff:1:2:3'), '2001:db8:0:0::/64');
	assert.is(at('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2::/64');
	assert.is(at('::1'), '0:0:0:0::/64');
	assert.is(at('fe80::1:2%eth0'), 'fe80:0:0:0::/64%eth0');
	assert.is(sourceOf(null), 'unknown');
});

const served = suite('Served');

served('should count by source, and know what it does not have', () => {
	const connections = new Served();
	for (const [id, source] of ['a', 'b', 'a'].entries()) connections.add(id, source);
	assert.is(connections.of('a'), 2);
	assert.is(connections.delete(0), true);
	assert.is(connections.delete(0), false);
	assert.is(connections.of('a'), 1);
	assert.is(connections.of('c'), 0);
	assert.is(connections.size, 2);
});

const admission = suite('admission');

/** A worker with this limit on connections of each source. */
function worker(loads: Record<string, number>, pending = 0) {
	const load = Object.values(loads).reduce((sum, count) => sum + count, 0);
	return { load, pending, loadOf: (source: string) => loads[source] ?? 0 };
}

admission('should leave a place to who has none, however greedy the others are', () => {
	for (const maxWorkers of [8, 64]) {
		const workers: ReturnType<typeof worker>[] = [];
		const takeAll = (source: string) => {
			let taken = 0;
			while (whyNoWorker(source, workers, maxWorkers, 0) === undefined) {
				workers.push(worker({ [source]: 1 }));
				taken++;
			}
			return taken;
		};
		assert.is(takeAll('first'), maxWorkers / 2);
		assert.is(takeAll('second'), maxWorkers / 4);
		assert.is(takeAll('third'), maxWorkers / 8);
		assert.is(
			whyNoWorker('first', workers, maxWorkers, 0),
			`${maxWorkers / 2} workers serve first, and the ${maxWorkers / 8} that are free are for others as well`,
		);
	}
});

admission('should count idle workers as free', () => {
	const workers = [worker({ a: 1 }), worker({})];
	assert.is(whyNoWorker('b', workers, 2, 1), undefined);
	assert.is(whyNoWorker('b', workers, 2, 0), 'there are 2 workers, the limit, and none is idle');
});

admission('should limit connections, those of one source, and those that wait', () => {
	const limits = { maxConnections: 10, maxPerSource: 3, waiting: 20 };
	assert.is(whyNotTo(worker({ a: 3 }), 'b', 0, limits), undefined);
	assert.is(
		whyNotTo(worker({ a: 3 }), 'a', 0, limits),
		'its worker has 3 connections from a, the limit for one address',
	);
	assert.is(
		whyNotTo(worker({ a: 3, b: 3, c: 3, d: 1 }), 'e', 0, limits),
		'its worker has 10 connections, the limit',
	);
	assert.is(
		whyNotTo(worker({ a: 1 }, 10), 'b', 10, limits),
		'10 connections wait for its worker, and there must be room for others',
	);
	assert.is(
		whyNotTo(worker({ a: 1 }, 0), 'b', 19, limits),
		undefined,
		'who has none gets the last',
	);
	assert.not(mayHaveMore(0, 0));
});

budget.run();
sources.run();
served.run();
admission.run();
