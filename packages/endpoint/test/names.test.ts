import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Names } from '../src/index.ts';

// What mcstransd itself answers, the lab shows. Here are those that it never should: who says
// nothing, and who says nonsense.

/** Calls back with names that are asked for where such a one listens. */
async function withListener(
	onConnection: (socket: Socket) => void,
	act: (names: Names, connections: () => number) => Promise<void>,
): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'peercon-names-'));
	const path = join(folder, 'socket');
	const sockets: Socket[] = [];
	const server = createServer((socket) => {
		sockets.push(socket.on('error', () => {}));
		onConnection(socket);
	}).listen(path);
	try {
		await once(server, 'listening');
		await act(new Names(path), () => sockets.length);
	} finally {
		for (const socket of sockets) socket.destroy();
		server.close();
		rmSync(folder, { recursive: true });
	}
}

/** An answer as mcstransd writes it: on the little-endian hosts that these tests run on, too. */
function answer(question: number, status: number, text: string): Buffer {
	const header = new Uint32Array([question, Buffer.byteLength(text) + 1, status]);
	return Buffer.concat([Buffer.from(header.buffer), Buffer.from(`${text}\0`)]);
}

const names = suite('Names');

names('should ask as libselinux does', async () => {
	const asked: Buffer[] = [];
	const reply = (socket: Socket) =>
		socket.on('data', (data) => {
			asked.push(data);
			// In two parts, as it may well come.
			const bytes = answer(data.readUInt8(0), 0, 'a:b:c:SystemLow');
			socket.write(bytes.subarray(0, 14));
			setTimeout(() => socket.write(bytes.subarray(14)), 50);
		});
	await withListener(reply, async (found, connections) => {
		assert.is(await found.of('a:b:c:s0'), 'a:b:c:SystemLow');
		assert.is(found.known('a:b:c:s0'), 'a:b:c:SystemLow');
		assert.is(await found.of('a:b:c:s0'), 'a:b:c:SystemLow');
		assert.is(connections(), 1, 'it is asked once');
		const header = new Uint32Array([2, 9, 1]);
		assert.equal(
			asked[0],
			Buffer.concat([Buffer.from(header.buffer), Buffer.from('a:b:c:s0\0\0')]),
		);
		assert.is(await found.rawOf('a:b:c:SystemLow'), 'a:b:c:SystemLow');
		assert.is(asked[1]?.readUInt8(0), 3);
	});
});

names('should give the raw context where nobody answers, and leave them alone then', async () => {
	await withListener(
		() => {},
		async (found, connections) => {
			let turns = 0;
			const turning = setInterval(() => turns++, 10);
			assert.is(await found.of('a:b:c:s0'), 'a:b:c:s0');
			assert.ok(turns > 0, 'the event loop goes on meanwhile');
			clearInterval(turning);
			assert.is(await found.of('a:b:c:s1'), 'a:b:c:s1');
			assert.is(await found.rawOf('SystemLow'), 'SystemLow');
			assert.is(connections(), 1);
		},
	);
});

names(
	'should give the raw context where there is no mcstransd, or none worth the name',
	async () => {
		assert.is(await new Names('/no/such/socket').of('a:b:c:s0'), 'a:b:c:s0');
		for (const nonsense of [
			answer(3, 0, 'another question'),
			answer(2, -1, 'refused'),
			answer(2, 0, ''),
			answer(2, 0, 'x'.repeat(5000)),
			Buffer.from('short'),
		]) {
			await withListener(
				(socket) => socket.end(nonsense),
				async (found) => {
					assert.is(await found.of('a:b:c:s0'), 'a:b:c:s0');
				},
			);
		}
	},
);

names.run();
