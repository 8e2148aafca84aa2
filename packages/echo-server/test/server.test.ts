import dgram from 'node:dgram';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import net from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { closeListeners, openListeners, type ServerEvent } from '@peercon/endpoint';
import { EPOLLOUT, type InetAddress } from '@peercon/native';
import { eventually } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createEchoServer, type EchoServer, type EchoServerOptions } from '../src/server.ts';

/** Calls back with a server on a port that the kernel chose, and closes it. */
async function withServer(
	options: EchoServerOptions,
	act: (server: EchoServer, port: number) => Promise<void>,
): Promise<void> {
	const server = await createEchoServer({ endpoint: { port: 0 }, ...options });
	try {
		await act(server, (server.addresses[0] as InetAddress).port);
	} finally {
		server.close();
	}
}

/** Bytes in which no two stretches are alike, so that lost or swapped ones are noticed. */
function pattern(length: number): Buffer {
	const bytes = Buffer.allocUnsafe(length - (length % 4));
	for (let i = 0; i < bytes.length; i += 4) bytes.writeUInt32LE(Math.imul(i, 2654435761) >>> 0, i);
	return bytes;
}

/** How many descriptors of this process epoll(7) watches for EPOLLOUT: see proc(5), fdinfo. */
function watchedForOutput(): number {
	const infos = readdirSync('/proc/self/fdinfo').map((fd) => {
		try {
			return readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8');
		} catch {
			return ''; // it was the folder's own
		}
	});
	const masks = [...infos.join('').matchAll(/^tfd:.*events:\s*([0-9a-f]+)/gm)];
	return masks.filter(([, mask = '0']) => Number.parseInt(mask, 16) & EPOLLOUT).length;
}

/** Sends all of it at once, and gives what comes back until the server closes. */
async function echoOf(port: number, bytes: Buffer, host = '127.0.0.1'): Promise<Buffer> {
	const socket = net.connect({ port, host, allowHalfOpen: true });
	const chunks: Buffer[] = [];
	socket.on('data', (chunk: Buffer) => chunks.push(chunk));
	socket.end(bytes);
	await once(socket, 'close');
	return Buffer.concat(chunks);
}

const server = suite('createEchoServer');

server('should give back every byte, and the end after the last', async () => {
	await withServer({}, async (_server, port) => {
		for (const host of ['127.0.0.1', '::1']) {
			const bytes = pattern(3_000_000);
			assert.ok((await echoOf(port, bytes, host)).equals(bytes));
		}
		assert.is((await echoOf(port, Buffer.alloc(0))).length, 0);
	});
});

server('should keep many connections apart', async () => {
	await withServer({}, async (_server, port) => {
		const messages = Array.from({ length: 100 }, (_, i) => Buffer.alloc(50_000, `client ${i} `));
		const echoes = await Promise.all(messages.map((message) => echoOf(port, message)));
		for (const [i, echo] of echoes.entries()) assert.ok(echo.equals(messages[i] as Buffer));
	});
});

server('should stop reading from a peer that never reads, and go on when it does', async () => {
	await withServer({}, async (echoServer, port) => {
		// More than all socket buffers between the two hold.
		const bytes = pattern(100_000_000);
		const socket = net.connect(port, '127.0.0.1').pause();
		for (let i = 0; i < bytes.length; i += 100_000) socket.write(bytes.subarray(i, i + 100_000));
		let accepted = -1;
		let still = 0;
		await eventually(() => {
			const now = socket.bytesWritten - socket.writableLength;
			still = now === accepted && now > 0 ? still + 1 : 0;
			accepted = now;
			return still === 20;
		}, 'the server stops reading');
		assert.ok(accepted < bytes.length);
		assert.is(echoServer.connections, 1);

		let received = 0;
		socket.on('data', (chunk: Buffer) => {
			assert.ok(chunk.equals(bytes.subarray(received, received + chunk.length)));
			received += chunk.length;
		});
		socket.resume();
		await eventually(() => received === bytes.length, 'all of it has come back');
		// A server that still waited for room to write would be called all the time.
		await eventually(() => watchedForOutput() === 0, 'nobody waits for room to write');
		socket.end();
		await once(socket, 'close');
		await eventually(() => echoServer.connections === 0, 'the connection is forgotten');
	});
});

server('should close idle connections, and only those', async () => {
	await withServer({ idleTimeout: 200 }, async (echoServer, port) => {
		const idle = net.connect(port, '127.0.0.1').resume();
		const busy = net.connect(port, '127.0.0.1').resume();
		const beat = setInterval(() => busy.write('x'), 10);
		await once(idle, 'close');
		assert.is(echoServer.connections, 1);
		clearInterval(beat);
		await once(busy, 'close');
	});
});

server('should serve no more than maxConnections, and the next when one ends', async () => {
	const events: ServerEvent['event'][] = [];
	const onEvent = ({ event }: ServerEvent) => events.push(event);
	await withServer({ maxConnections: 2, protocols: ['tcp'], onEvent }, async (echoServer, port) => {
		const sockets = [1, 2, 3].map(() => net.connect(port, '127.0.0.1'));
		await Promise.all(sockets.map((socket) => once(socket, 'connect')));
		await eventually(() => events.includes('paused'), 'the limit is reported');
		assert.is(echoServer.connections, 2);
		assert.equal(events, ['listening', 'connect', 'connect', 'paused']);

		sockets[2]?.write('waiting');
		sockets[0]?.destroy();
		await eventually(() => events.at(-1) !== 'paused', 'one has left');
		// At once, not only when it is tried again after a while.
		for (let turns = 0; turns < 10; turns++) await turn();
		assert.equal(events.slice(4), ['close', 'connect']);
		const [data] = await once(sockets[2] as net.Socket, 'data');
		assert.is(`${data}`, 'waiting');
		for (const socket of sockets) socket.destroy();
		await eventually(() => echoServer.connections === 0, 'all have left');
		assert.ok(events.includes('resumed'));
		assert.is(events.filter((event) => event === 'paused').length, 1);
	});
});

server('should report who came and how much was echoed', async () => {
	const events: ServerEvent[] = [];
	await withServer({ onEvent: (event) => events.push(event) }, async (_server, port) => {
		await echoOf(port, Buffer.from('12345'));
		await eventually(() => events.length === 4, 'four events');
		const [tcp, udp, connect, close] = events;
		assert.is(tcp?.event === 'listening' && tcp.protocol, 'tcp');
		assert.is(udp?.event === 'listening' && udp.protocol, 'udp');
		assert.ok(connect?.event === 'connect');
		assert.is((connect.peer.address as InetAddress).address, '::ffff:127.0.0.1');
		assert.is((connect.local as InetAddress).port, port);
		assert.ok(close?.event === 'close');
		assert.is(close.bytes, 5);
		assert.is(close.error, undefined);
	});
});

server('should survive clients that reset', async () => {
	const events: ServerEvent[] = [];
	await withServer({ onEvent: (event) => events.push(event) }, async (echoServer, port) => {
		const socket = net.connect(port, '127.0.0.1');
		await eventually(() => echoServer.connections === 1, 'it is connected');
		socket.resetAndDestroy();
		await eventually(() => echoServer.connections === 0, 'it is gone');
		const close = events.at(-1);
		assert.is(close?.event === 'close' && close.error?.code, 'ECONNRESET');
		assert.is(`${await echoOf(port, Buffer.from('next'))}`, 'next');
	});
});

server('should echo datagrams, also empty ones', async () => {
	await withServer({ protocols: ['udp'] }, async (_server, port) => {
		const socket = dgram.createSocket('udp4');
		for (const message of [Buffer.from('hello'), Buffer.alloc(0), pattern(60_000)]) {
			socket.send(message, port, '127.0.0.1');
			const [echo] = await once(socket, 'message');
			assert.ok(echo.equals(message));
		}
		socket.close();
	});
});

server('should not answer a datagram from an echo server, which would answer forever', async () => {
	const seen: ServerEvent[] = [];
	const onEvent = (event: ServerEvent) => seen.push(event);
	await withServer({ protocols: ['udp'], host: '127.0.0.1', onEvent }, async (_server, port) => {
		// From the same port on another address, as a second server would send.
		const twin = dgram.createSocket('udp4').bind(port, '127.0.0.2');
		let answers = 0;
		twin.on('message', () => answers++);
		await once(twin, 'listening');
		twin.send('loop?', port, '127.0.0.1');
		await eventually(() => seen.at(-1)?.event === 'datagram', 'it has arrived');

		const client = dgram.createSocket('udp4');
		client.send('answer me', port, '127.0.0.1');
		await once(client, 'message');
		assert.is(answers, 0);
		twin.close();
		client.close();
	});
});

server('should answer from the address that was asked', async () => {
	await withServer({ protocols: ['udp'] }, async (_server, port) => {
		const socket = dgram.createSocket('udp4');
		socket.connect(port, '127.0.0.2');
		await once(socket, 'connect');
		socket.send('hello');
		assert.is(`${(await once(socket, 'message'))[0]}`, 'hello');
		socket.close();
	});
});

server('should give everything back when closed', async () => {
	const first = await createEchoServer({ endpoint: { port: 0 } });
	const { port } = first.addresses[0] as InetAddress;
	const socket = net.connect(port, '127.0.0.1').resume();
	await eventually(() => first.connections === 1, 'it is connected');
	first.close();
	first.close();
	await once(socket, 'close');
	assert.is(first.connections, 0);
	const second = await createEchoServer({ endpoint: { port } });
	second.close();
});

server('should close from within its own events', async () => {
	const seen: string[] = [];
	const closing = await createEchoServer({
		endpoint: { port: 0 },
		onEvent({ event }) {
			seen.push(event);
			if (event === 'connect') closing.close();
		},
	});
	const socket = net.connect((closing.addresses[0] as InetAddress).port, '127.0.0.1').resume();
	socket.on('error', () => {});
	await once(socket, 'close');
	assert.equal(seen.slice(-2), ['connect', 'close']);
});

server('should end with its thread, every connection and the port', async () => {
	const index = new URL('../dist/server.js', import.meta.url);
	const worker = new Worker(
		`import(${JSON.stringify(index)}).then(async ({ createEchoServer }) => {
			const server = await createEchoServer({ endpoint: { port: 0 }, protocols: ['tcp', 'udp'] });
			require('node:worker_threads').parentPort.postMessage(server.addresses[0].port);
		});`,
		{ eval: true },
	);
	const [port] = await once(worker, 'message');
	const client = net.connect(port);
	client.write('x');
	await once(client, 'data');
	const closed = once(client.resume(), 'close');
	await worker.terminate();
	await closed;
	closeListeners(await openListeners({ port }, ['tcp', 'udp']));
});

server.run();
