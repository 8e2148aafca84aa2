import { spawn } from 'node:child_process';
import dgram from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { eventually, runProgram, startProgram } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DataWriter } from '../src/data-writer.ts';
import { LogFile } from '../src/log-file.ts';

const NAME = 'getpeercon-server';
const BIN = join(import.meta.dirname, '../bin/getpeercon-server.js');

const folder = mkdtempSync(join(tmpdir(), 'peercon-outputs-'));

const droppedLine = (count: number) => `${count} dropped\n`;

async function makeFifo(name: string): Promise<string> {
	const path = join(folder, name);
	await once(spawn('mkfifo', [path]), 'exit');
	return path;
}

const outputs = suite('what becomes of the output');

outputs('should tell what a log on a full disk has not', () => {
	const log = new LogFile('/dev/full', droppedLine);
	for (let i = 0; i < 3; i++) log.write('x'); // throws nothing
	const path = join(folder, 'log');
	const other = new LogFile(path, droppedLine);
	other.write('first\n');
	assert.is(readFileSync(path, 'utf8'), 'first\n');
});

outputs('should wait for no reader of a FIFO, and tell what a slow one has not', async () => {
	const path = await makeFifo('slow');
	assert.throws(
		() => new LogFile(path, droppedLine),
		(error: NodeJS.ErrnoException) => error.code === 'ENXIO' && error.syscall === 'open',
	);
	const reader = spawn('cat', [path], { stdio: ['ignore', 'pipe', 'inherit'] });
	let log: LogFile | undefined;
	await eventually(() => {
		try {
			log = new LogFile(path, droppedLine);
		} catch {} // its reader is not there yet
		return log !== undefined;
	}, 'the FIFO has a reader');
	const line = `${'x'.repeat(999)}\n`;
	let written = 0;
	const write = () => {
		log?.write(line);
		written++;
	};
	while (written < 2000) write(); // more than all pipes in between have room for
	let read = '';
	reader.stdout.on('data', (data) => {
		read += data;
	});
	await eventually(() => {
		write();
		return read.includes('dropped\n') && read.endsWith(line);
	}, 'it is written again');
	const accountedFor = () => {
		const counts = [...read.matchAll(/(\d+) dropped\n/g)].map(([, count]) => Number(count));
		return counts.reduce((sum, count) => sum + count, read.split(line).length - 1);
	};
	// The last one may have been dropped, too, which the next that is written tells.
	let seen = -1;
	await eventually(() => {
		if (accountedFor() === written) return true;
		if (read.length === seen) write();
		seen = read.length;
		return false;
	}, 'all is there, or told to be lost');
	reader.kill();
	await once(reader, 'exit');
	log?.write('nobody reads this'); // EPIPE
});

outputs('should say at once that nobody reads a FIFO', async () => {
	const path = await makeFifo('unread');
	const { status, stderr } = await runProgram(NAME, ['-l', path, '0']);
	assert.is(status, 1);
	assert.match(
		stderr,
		/^getpeercon-server: ENXIO: .*unread'\nIt is a FIFO: start its reader first/,
	);
});

outputs('should let connections wait for a slow reader, and datagrams be lost', async () => {
	const waiting: (() => void)[] = [];
	const slow = new Writable({
		highWaterMark: 1000,
		write: (_data, _encoding, done) => waiting.push(done),
	});
	const lost: number[] = [];
	const writer = new DataWriter(slow, (count) => lost.push(count));
	assert.is(writer.write(Buffer.alloc(999)), undefined);
	let hasRoom = false;
	writer.write(Buffer.alloc(2 ** 20))?.then(() => {
		hasRoom = true;
	});
	for (let i = 0; i < 7; i++) writer.writeOrDrop(Buffer.alloc(1));
	assert.ok(slow.writableLength < 2 ** 20 + 2000);
	await new Promise(setImmediate);
	assert.not(hasRoom);
	while (waiting.length > 0) {
		waiting.shift()?.();
		await new Promise(setImmediate);
	}
	assert.ok(hasRoom);
	assert.equal(lost, [7]);
});

outputs('should keep memory bounded while nobody reads what datagrams bring', async () => {
	const child = spawn(process.execPath, [BIN, '--udp', '0'], { stdio: 'pipe' });
	let said = '';
	child.stderr.on('data', (data) => {
		said += data;
	});
	await eventually(() => said.includes('waiting'), 'it listens');
	const port = Number(/port (\d+)/.exec(said)?.[1]);
	const socket = dgram.createSocket('udp4');
	socket.connect(port, '127.0.0.1');
	await once(socket, 'connect');
	const memory = () =>
		Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]);
	const before = memory();
	const arrived = () => said.split('datagram(').length - 1;
	const data = Buffer.alloc(32_000);
	while (arrived() < 8000) {
		for (let i = 0; i < 20; i++) socket.send(data);
		await new Promise((resolve) => setTimeout(resolve, 1));
	}
	const grown = memory() - before; // 250,000 kB have arrived
	assert.ok(grown < 120_000, `${grown} kB more`);
	child.stdout.resume();
	await eventually(() => {
		socket.send('x');
		return /-> \d+ pieces of what was received could not be written/.test(said);
	}, 'it tells what is lost');
	socket.close();
	child.kill();
	const [status] = await once(child, 'exit');
	assert.is(status, 0);
});

for (const stream of ['stdout', 'stderr'] as const) {
	for (const args of [[], ['--json']]) {
		outputs(`should go on when the reader of ${stream} has left: ${NAME} ${args}`, async () => {
			const path = join(folder, 'socket');
			const child = spawn(process.execPath, [BIN, ...args, path], { stdio: 'pipe' });
			const other = text(Readable.from(stream === 'stdout' ? child.stderr : child.stdout));
			await once(args.length > 0 ? child.stdout : child.stderr, 'data');
			child[stream].destroy();
			for (let i = 0; i < 20; i++) {
				const client = await connected(path);
				client.end('data');
				await once(client.resume(), 'close');
			}
			child.kill();
			const [status] = await once(child, 'exit');
			assert.is(status, 0);
			await other;
		});
	}
}

/** A connection to a server that may be about to listen. */
async function connected(path: string): Promise<net.Socket> {
	for (;;) {
		const client = net.connect(path);
		try {
			await once(client, 'connect');
			return client;
		} catch {
			await new Promise((resolve) => setTimeout(resolve, 5));
		}
	}
}

outputs('should go on when nobody can write to the log any more', async () => {
	const program = startProgram(NAME, ['-l', '/dev/full', '0']);
	const [, port] = await program.waitFor(/port (\d+) \.\.\. ok\n-> waiting/);
	for (let i = 0; i < 3; i++) {
		const client = net.connect(Number(port));
		client.end('x');
		await once(client.resume(), 'close');
	}
	await program.waitFor(/(closed.*){3}waiting/s);
	const { status, stdout } = await program.stop();
	assert.is(status, 0);
	assert.is(stdout, 'xxx');
});

outputs.after(() => rmSync(folder, { recursive: true }));

outputs.run();
