import { eventually } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ask, type Running, withServer, workerAt } from './support.ts';

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
	'{"type":"took","count":"1","open":0}',
	'{"type":"took","count":-1,"open":0}',
	'{"type":"took","count":0.5,"open":0}',
	'{"type":"took","count":1,"open":"\\u001b[2J"}',
	'{"type":"open","open":-1}',
	'{"type":"open","open":null}',
	'{"type":"open","open":1e300}',
	'{"type":"report","open":0,"memory":"\\u001b[2J"}',
	'{"type":"report","open":0}',
	`{"type":"open","open":0,"padding":"${'x'.repeat(9000)}"}`,
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

hostile('should gain nothing by messages that are true at another time', async () => {
	await withServer({ maxConnections: 2 }, async ({ port, events, server }) => {
		const pid = await workerAt(port);
		const messages = [
			'{"type":"ready","context":null}',
			'{"type":"took","count":100,"open":1}',
			'{"type":"report","open":1,"memory":5}',
		];
		await ask(port, '/say', messages.join('\n'));
		assert.is(await workerAt(port), pid);
		assert.is((await server.status()).length, 1);
		assert.is(events('refused').length, 0);
		assert.is(events('end').length, 0);
	});
});

hostile('should be killed when they claim another context than they were given', async () => {
	await withServer({}, async ({ port, events }) => {
		await ask(port, '/say', '{"type":"ready","context":"a:b:c"}').catch(() => {});
		await eventually(() => events('end').length === 1, 'it is killed');
		assert.is(events('end')[0]?.reason, 'it runs as a:b:c, not as null');
	});
});

hostile('should be replaced when they have closed the channel', async () => {
	await withServer({ hangTimeout: 1000 }, async ({ port, events }) => {
		const first = await workerAt(port);
		await ask(port, '/hang-up');
		assert.is.not(await workerAt(port), first);
		assert.is(events('refused').length, 0);
	});
});

hostile('should be able to write as much as they like', async () => {
	await withServer({}, async (running) => {
		const count = 50_000;
		await ask(running.port, '/flood', `${count}`);
		await eventually(() => lines(running).length === count, 'all lines are there');
		for (const i of [0, 1, count - 1]) assert.is(lines(running)[i], `flood ${i}`);
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
		const line = 'x'.repeat(100_000);
		await ask(running.port, '/complain', `${line}\nnext\n${line}`);
		const isComplete = () => lines(running).join('').length >= 195_000;
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
