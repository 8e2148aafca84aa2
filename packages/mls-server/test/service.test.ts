// What a service manager and its log may do to a super-server, and what it tells them.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Names } from '@peercon/endpoint';
import { createSocket, createSocketPair, sys } from '@peercon/native';
import { eventually, FEW_DESCRIPTORS, type Program, runProgram } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { logTo } from '../src/log.ts';
import {
	ask,
	isRunning,
	moduleAt,
	withFolder,
	withGate,
	withProgram,
	withServer,
	workerAt,
} from './support.ts';

const BIN = join(import.meta.dirname, '../bin/mls-server.js');

/** Starts the program with a shell that decides where its output leads. */
function startIn(shell: string, args: string[], env: Record<string, string> = {}): ChildProcess {
	const command = [process.execPath, BIN, '--allow-no-selinux', '--host', '127.0.0.1', ...args];
	return spawn('bash', ['-c', shell, 'bash', ...command], { env: { ...process.env, ...env } });
}

/** A service manager: calls back with what it has heard. */
async function withManager(act: (path: string, heard: () => string[]) => Promise<void>) {
	await withFolder(async (folder) => {
		const path = join(folder, 'notify');
		const fd = createSocket('unix-dgram', 'unix');
		sys.bind(fd, { family: 'unix', path });
		const heard: string[] = [];
		const buffer = Buffer.alloc(1024);
		try {
			await act(path, () => {
				for (let bytes = sys.recv(fd, buffer); bytes > 0; bytes = sys.recv(fd, buffer)) {
					heard.push(buffer.toString('utf8', 0, bytes).replace(/\d{2,}/, 'N'));
				}
				return heard;
			});
		} finally {
			sys.close(fd);
		}
	});
}

const service = suite('service');

service('should tell its manager when it is ready, reloads and stops', async () => {
	await withManager(async (path, heard) => {
		const module = moduleAt('tasks.mjs');
		const child = startIn('exec "$@"', ['0', '--', module], { NOTIFY_SOCKET: path });
		const log = text(child.stderr as Socket);
		const ended = once(child, 'exit');
		await eventually(() => heard().length === 1, 'it is ready');
		child.kill('SIGHUP');
		await eventually(() => heard().length === 3, 'it has reloaded');
		child.kill('SIGTERM');
		assert.equal(await ended, [0, null]);
		assert.equal(heard(), [
			'READY=1\n',
			'RELOADING=1\nMONOTONIC_USEC=N\n',
			'READY=1\n',
			'STOPPING=1\n',
		]);
		assert.match(await log, 'new connections get fresh workers from now on\n');
	});
});

service('should go on when its manager cannot be told', async () => {
	const env = { NOTIFY_SOCKET: '/no/such/manager' };
	const child = startIn('exec "$@"', ['0', '--', moduleAt('tasks.mjs')], env);
	const log = text(child.stderr as Socket);
	const [line] = await once((child.stderr as Socket).setEncoding('utf8'), 'data');
	assert.type(line, 'string');
	await once(child.stderr as Socket, 'data');
	child.kill('SIGTERM');
	assert.match(
		await log,
		/the service manager cannot be told: ENOENT: no such file or directory, sendto \/no\/such\/manager\n/,
	);
});

service('should not be ended by SIGHUP while it starts, and reload for it', async () => {
	await withGate(async (gate) => {
		gate.remove();
		const child = startIn('exec "$@"', ['0', '--', gate.module]);
		let log = '';
		(child.stderr as Socket).setEncoding('utf8').on('data', (data) => {
			log += data;
		});
		await eventually(() => log.includes('running as'), 'it has begun');
		child.kill('SIGHUP');
		gate.set('open');
		await eventually(() => log.includes('new connections get fresh workers'), 'it reloads');
		assert.ok(log.indexOf('listening') < log.indexOf('new connections'), log);
		child.kill('SIGTERM');
		assert.equal(await once(child, 'exit'), [0, null]);
	});
});

service('should keep its workers when a reload finds a module that does not work', async () => {
	await withGate(async (gate) => {
		await withServer({ module: gate.module }, async ({ port, server }) => {
			const first = await workerAt(port);
			gate.set('crash');
			const error = await server.reload().catch((thrown) => thrown);
			assert.is(error.code, 'ERR_WORKER_START');
			assert.is(await workerAt(port), first);
			// One after the other: the second one begins when the first one has ended.
			gate.set('open');
			await Promise.all([server.reload(), server.reload()]);
			await eventually(() => !isRunning(first), 'it was replaced');
			assert.is.not(await workerAt(port), first);
		});
	});
});

service('should say why it stays as it is', async () => {
	await withFolder(async (folder) => {
		const module = join(folder, 'module.mjs');
		writeFileSync(module, 'export function connection(socket) { socket.end(); }');
		await withProgram(
			[],
			async (program) => {
				rmSync(module);
				process.kill(program.pid, 'SIGHUP');
				await program.waitFor(
					/\nall stays as it is: a worker for .* cannot run: it ended with status 1\n/,
				);
				assert.is((await program.stop()).status, 0);
			},
			{ module },
		);
	});
});

for (const [what, shell] of [
	['whose reader has left', 'exec "$@" 2> >(head -n 1 > /dev/null)'],
	['that is full', 'exec "$@" 2> /dev/full'],
] as const) {
	service(`should serve on with a log ${what}`, async () => {
		await withFolder(async (folder) => {
			const status = join(folder, 'status');
			const child = startIn(shell, ['--status', status, '0', '--', moduleAt('tasks.mjs')]);
			// Its log does not say which port it has: its status says that it is there.
			const isThere = async () =>
				(await runProgram('mls-server', ['--status', status])).status === 0;
			for (let is = false; !is; ) is = await isThere();
			assert.is(child.exitCode, null);
			// It has written more lines than one by now, and writes another.
			child.kill('SIGHUP');
			for (let i = 0; i < 3; i++) assert.ok(await isThere(), 'it answers');
			child.kill('SIGTERM');
			assert.equal(await once(child, 'exit'), [0, null]);
		});
	});
}

service('should serve on while nobody reads its log', async () => {
	const child = startIn('exec "$@"', ['--max-lines', '1000', '0', '--', moduleAt('tasks.mjs')]);
	let log = '';
	const stderr = (child.stderr as Socket).setEncoding('utf8');
	stderr.on('data', (data) => {
		log += data;
	});
	const port = () => Number(/TCP port (\d+) \.\.\. ok/.exec(log)?.[1]);
	await eventually(() => port() > 0, 'it listens');
	stderr.pause();
	const pid = await workerAt(port());
	// Each takes two lines of the log: far more than a pipe holds.
	for (let i = 0; i < 1500; i++) assert.ok((await ask(port())).startsWith(`${pid} `));
	stderr.resume();
	child.kill('SIGTERM');
	assert.equal(await once(child, 'exit'), [0, null]);
});

service('should not wait for names that nobody tells it', async () => {
	await withFolder(async (folder) => {
		const path = join(folder, 'mcstransd');
		const silent: Server = createServer(() => {}).listen(path);
		await once(silent, 'listening');
		const [ours, theirs] = createSocketPair('stream');
		const stream = Object.assign(new Socket({ fd: ours, writable: true }), { fd: ours });
		const report = logTo(
			stream as unknown as NodeJS.WriteStream & { fd: number },
			false,
			new Names(path),
			null,
		);
		let hasTurned = false;
		setImmediate(() => {
			hasTurned = true;
		});
		for (const event of ['ready', 'withheld'] as const) {
			report({ event, pid: 7, workerContext: 'a:b:c:s1' });
		}
		report({ event: 'resumed' });
		const reader = new Socket({ fd: theirs }).setEncoding('utf8');
		let written = '';
		reader.on('data', (data) => {
			written += data;
		});
		await eventually(() => written.includes('accepting connections again\n'), 'all is written');
		assert.ok(hasTurned);
		assert.match(written, /^worker 7 \(a:b:c:s1\) is ready\nworker 7 \(a:b:c:s1\) was not given/);
		for (const socket of [stream, reader]) socket.destroy();
		silent.close();
	});
});

const status = suite('status');

status('should answer no more at once than its limit, and serve whatever they do', async () => {
	await withFolder(async (folder) => {
		const path = join(folder, 'status');
		const act = async (program: Program, port: number) => {
			const silent = Array.from(
				{ length: 2 * FEW_DESCRIPTORS },
				() => new Socket({ allowHalfOpen: true }),
			);
			for (const socket of silent) socket.on('error', () => {}).connect(path);
			for (const socket of silent) socket.resume();
			const isOver = () => silent.every(({ readableEnded, closed }) => readableEnded || closed);
			await eventually(isOver, 'all are answered or closed');
			// They have not closed their sides.
			assert.ok((await workerAt(port)) > 0);
			for (const socket of silent) socket.destroy();
			assert.is((await runProgram('mls-server', ['--status', path])).status, 0);
			assert.not.match(program.output.stderr, 'accepting no connections');
		};
		await withProgram(['--status', path], act, { descriptors: FEW_DESCRIPTORS });
	});
});

status('should let nobody keep a connection who does not take the answer', async () => {
	await withFolder(async (folder) => {
		const path = join(folder, 'status');
		await withServer({ statusPath: path }, async () => {
			const socket = new Socket({ allowHalfOpen: true }).connect(path).resume();
			// It never closes its side; the server does not wait for that.
			await once(socket, 'end');
			const failed = once(socket, 'error');
			const writing = setInterval(() => socket.write('still here'), 100);
			const [error] = await failed.finally(() => clearInterval(writing));
			assert.match((error as Error).message, /EPIPE|ECONNRESET/);
		});
	});
});

status('should end when it asks who does not answer, or answers nonsense', async () => {
	await withFolder(async (folder) => {
		for (const [name, answer, said] of [
			['silent', undefined, "mls-server: ETIMEDOUT: connection timed out, read '"],
			['nonsense', 'hello\n', "mls-server: ERR_NO_STATUS: what listens on '"],
			['no-list', '{}\n', 'gives no list of workers: is it an mls-server?\n'],
			['other', '[{"pid":"\\u001b[2J"}]\n', 'ERR_NO_STATUS'],
			['endless', 'x'.repeat(2 ** 21), 'ERR_NO_STATUS'],
		] as const) {
			const path = join(folder, name);
			const server: Server = createServer((socket) => {
				socket.on('error', () => {});
				if (answer !== undefined) socket.end(answer);
			}).listen(path);
			await once(server, 'listening');
			const outcome = await runProgram('mls-server', ['--status', path]);
			assert.is(outcome.status, 1);
			assert.match(outcome.stderr, said);
			server.close();
		}
	});
});

status('should refuse a path that does not fit', async () => {
	const path = `/tmp/${'x'.repeat(103)}`;
	for (const args of [
		['--status', path],
		['--status', path, '--allow-no-selinux', '0'],
	]) {
		const { status: code, stderr } = await runProgram('mls-server', args);
		assert.match(stderr, "the path is 108 bytes long: a UNIX socket's ends at 107");
		assert.is(code, 2);
	}
});

service.run();
status.run();
