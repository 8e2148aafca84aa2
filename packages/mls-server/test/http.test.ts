import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { text } from 'node:stream/consumers';
import { eventually } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ask, isRunning, keepAlive, moduleAt, withGate, withServer, workerAt } from './support.ts';

const serving = suite('serving');

serving("should answer with the article's greeting where no module is named", async () => {
	await withServer({ module: undefined }, async ({ port, events }) => {
		const answer = await ask(port);
		const [ready] = events('ready');
		assert.is(answer, `Hello, world! (pid ${ready?.pid})\n`);
		assert.is.not(ready?.pid, process.pid);
		assert.ok(isRunning(ready?.pid as number));
	});
});

serving('should serve all connections of a context by one worker', async () => {
	await withServer({}, async ({ port, events }) => {
		const pids = await Promise.all(Array.from({ length: 50 }, () => workerAt(port)));
		assert.is(new Set(pids).size, 1);
		assert.is(events('create').length, 1);
		assert.is(events('existing').length, 49);
		assert.is(events('connection').length, 50);
		for (const { address, rawContext } of events('connection')) {
			assert.is((address as net.AddressInfo | null)?.address, '127.0.0.1');
			assert.is(rawContext, null);
		}
	});
});

serving('should serve several requests on one connection', async () => {
	await withServer({}, async ({ port, events }) => {
		const { agent, socket } = await keepAlive(port);
		for (const body of ['one', 'two']) {
			const request = http.request({ port, host: '127.0.0.1', agent, method: 'PUT', path: '/x' });
			request.end(body);
			const [response] = await once(request, 'response');
			assert.match(await text(response), new RegExp(`^\\d+ PUT /x ${body}$`));
			assert.is(request.socket, socket);
		}
		assert.is(events('connection').length, 1);
		agent.destroy();
	});
});

serving('should answer pipelined requests in order', async () => {
	await withServer({}, async ({ port }) => {
		const socket = net.connect(port, '127.0.0.1');
		const paths = ['/a', '/b', '/c'];
		for (const path of paths) socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
		socket.write('GET /end HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
		const answered = [...(await text(socket)).matchAll(/^\d+ GET (\S+)/gm)].map(([, path]) => path);
		assert.equal(answered, [...paths, '/end']);
	});
});

serving('should not lose what arrives before a worker is there', async () => {
	await withGate(async (gate) => {
		await withServer({ module: gate.module }, async ({ port, events, server }) => {
			gate.remove();
			const body = 'x'.repeat(20_000);
			const head = `POST /early HTTP/1.0\r\nContent-Length: ${body.length}\r\n\r\n`;
			// This one has even said its last, this one is served by the same worker.
			const early = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
			early.end(head + body);
			await once(early, 'finish');
			const second = ask(port, '/second');
			await eventually(() => events('connection').length === 2, 'both are accepted');
			assert.is((await server.status())[0]?.connections, 2);
			assert.is((await server.status())[0]?.memory, null);
			assert.is(events('ready').length, 0);

			gate.set('open');
			assert.match(await text(early), ` POST /early ${body}`);
			assert.match(await second, ' POST /second');
			assert.is(events('create').length, 1);
		});
	});
});

serving('should take a body of many megabytes', async () => {
	await withServer({}, async ({ port }) => {
		const body = Buffer.alloc(20_000_000, 'megabytes ').toString();
		const answer = await ask(port, '/', body);
		assert.ok(answer.endsWith(body));
	});
});

serving('should let a module speak any protocol', async () => {
	await withServer({ module: moduleAt('echo.mjs') }, async ({ port, events }) => {
		const messages = Array.from({ length: 20 }, (_, i) => `${i} `.repeat(10_000));
		await Promise.all(
			messages.map(async (message) => {
				const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
				socket.end(message);
				assert.is(await text(socket), `${events('ready')[0]?.pid}\n${message}`);
			}),
		);
	});
});

serving('should take CommonJS modules', async () => {
	await withServer({ module: moduleAt('common.cjs') }, async ({ port }) => {
		assert.is(await ask(port), 'CommonJS');
	});
});

serving('should survive peers that reset, before and after they are handed over', async () => {
	await withServer({}, async ({ port, events, server }) => {
		for (let i = 0; i < 20; i++) {
			const socket = net.connect(port, '127.0.0.1').on('error', () => {});
			await once(socket, 'connect');
			if (i % 2 === 0) socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
			if (i % 4 === 0) await once(socket, 'data');
			socket.resetAndDestroy();
		}
		const pid = await workerAt(port);
		assert.is(events('ready')[0]?.pid, pid);
		assert.is(events('end').length, 0);
		let connections = -1;
		await eventually(() => {
			server.status().then(([worker]) => {
				connections = worker?.connections ?? -1;
			});
			return connections === 0;
		}, 'none is counted any more');
	});
});

serving.run();
