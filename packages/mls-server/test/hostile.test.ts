import { createMlsServer } from '@peercon/mls-server';
import { eventually } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ask, moduleAt, type Running, withServer, workerAt } from './support.ts';

// Workers are as trustworthy as what they serve. None may do harm to the super-server, or to its log.

const NONSENSE = [
	'not JSON',
	'null',
	'true',
	'7',
	'"ready"',
	'[]',
	'{}',
	'{"type":"no such thing"}',
	'{"type":"ready"}',
	'{"type":"ready","context":7}',
	'{"type":"took"}',
	'{"type":"took","count":"1"}',
	'{"type":"took","count":-1}',
	'{"type":"took","count":0.5}',
	'{"type":"closed"}',
	'{"type":"closed","ids":7}',
	'{"type":"closed","ids":["\\u001b[2J"]}',
	'{"type":"closed","ids":[-1]}',
	`{"type":"closed","ids":[${Array.from({ length: 257 }, () => 0)}]}`,
	'{"type":"report","memory":"\\u001b[2J"}',
	'{"type":"report","memory":1e300}',
	'{"type":"report"}',
	`{"type":"report","memory":0,"padding":"${'x'.repeat(9000)}"}`,
	// These would mean something at another time.
	'{"type":"ready","context":null}',
	'{"type":"took","count":0}',
	'{"type":"took","count":100}',
	'{"type":"closed","ids":[7]}',
	'{"type":"closed","ids":[1,1]}',
	'{"type":"report","memory":5}',
];

/** Lines that a worker has written, as they are reported. */
const lines = ({ events }: Running) => events('output').map(({ text }) => text);

const hostile = suite('hostile workers');

hostile('should be killed when they speak nonsense', async () => {
	// So many are started here that the waits after failures would count.
	for (const nonsense of NONSENSE) {
		await withServer({}, async ({ port, events, server }) => {
			const first = await workerAt(port);
			await ask(port, '/say', nonsense).catch(() => {});
			await eventually(() => events('end').length === 1, `it is killed for ${nonsense}`);
			assert.is(events('end')[0]?.reason, 'it speaks nonsense', nonsense);
			assert.is.not(await workerAt(port), first);
			const [worker] = await server.status();
			assert.type(worker?.connections, 'number');
		});
	}
});

hostile('should be killed when they claim another context than they were given', async () => {
	const error = await createMlsServer({
		port: 0,
		allowNoSelinux: true,
		module: moduleAt('liar.mjs'),
	}).catch((thrown) => thrown);
	assert.is(error.code, 'ERR_WORKER_START');
	assert.match(error.message, / cannot run: it runs as a:b:c\\x1b\[2J, not as null$/);
});

hostile('should be replaced when they have closed the channel', async () => {
	await withServer({ hangTimeout: 1000 }, async ({ port, events }) => {
		const first = await workerAt(port);
		await ask(port, '/hang-up');
		assert.is.not(await workerAt(port), first);
		assert.is(events('refused').length, 0);
	});
});

hostile(
	'should write no more lines in a second than its limit, and it is told how many more there were',
	async () => {
		await withServer({ linesPerSecond: 10 }, async (running) => {
			const count = 50_000;
			await ask(running.port, '/flood', `${count}`);
			const suppressed = () =>
				running.events('suppressed').reduce((sum, { lines: more }) => sum + more, 0);
			const isTold = () => lines(running).length + suppressed() === count;
			await eventually(isTold, 'all lines are accounted for');
			for (const i of [0, 1, 9]) assert.is(lines(running)[i], `flood ${i}`);
			assert.ok(suppressed() > 0);
			// As many as these are told of, and no more, in each second that there was.
			const seconds = running.events('suppressed').length + 1;
			assert.ok(lines(running).length <= 10 * seconds, `${lines(running).length} in ${seconds} s`);
		});
	},
);

hostile('should write so much in a second, however long its lines are', async () => {
	await withServer({ linesPerSecond: 1000 }, async (running) => {
		await ask(running.port, '/print', `${'x'.repeat(4000)}\n`.repeat(100));
		await eventually(() => running.events('suppressed').length > 0, 'it is told');
		const written = lines(running).join('').length;
		assert.ok(written <= 2 ** 16, `${written} characters`);
	});
});

hostile('should not write what looks like the line of another', async () => {
	await withServer({}, async (running) => {
		const written = 'a\tb\r\x1b[2J\x07\x7f\x85 \u00e9\nsecond\n\n';
		await ask(running.port, '/print', written);
		await eventually(() => lines(running).length === 3, 'three lines');
		assert.equal(lines(running), ['a\tb\\x0d\\x1b[2J\\x07\\x7f\\x85 \u00e9', 'second', '']);
	});
});

hostile('should not write lines without an end', async () => {
	await withServer({}, async (running) => {
		const line = 'x'.repeat(20_000);
		await ask(running.port, '/complain', `${line}\nnext\n${line}`);
		const isComplete = () => lines(running).join('').length >= 36_000;
		await eventually(isComplete, 'most of it is there before its line ends');
		for (const text of lines(running)) assert.ok(text.length <= 4096, `${text.length}`);
		await ask(running.port, '/complain', '\n');
		await ask(running.port, '/print', 'last\n');
		await eventually(() => lines(running).at(-1) === 'last', 'the last line is there');
		assert.is(lines(running).join(''), `${line}next${line}last`);
		assert.ok(lines(running).includes('next'));
	});
});

hostile('should be heard to the end, also without a line feed', async () => {
	await withServer({}, async (running) => {
		await ask(running.port, '/print', 'last words');
		await ask(running.port, '/crash').catch(() => {});
		await eventually(() => lines(running).length === 1, 'they are there');
		assert.equal(lines(running), ['last words']);
		await eventually(() => running.events('end').length === 1, 'it has ended');
		assert.is(running.events('end')[0]?.reason, 'it ended with status 3');
	});
});

hostile.run();
