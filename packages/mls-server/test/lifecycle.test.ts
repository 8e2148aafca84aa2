import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { join } from 'node:path';
import { eventually, type Program } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
	ask,
	beginRequest,
	isRunning,
	keepAlive,
	moduleAt,
	signal,
	withProgram,
	workerAt,
} from './support.ts';

/** How often something is in the log. */
const countOf = (program: Program, pattern: RegExp) =>
	program.output.stderr.match(new RegExp(pattern, 'g'))?.length ?? 0;

/** Waits until nobody listens any more. */
async function untilRefused(port: number): Promise<void> {
	for (let code = ''; code !== 'ECONNREFUSED'; ) {
		code = await new Promise((resolve) => {
			const socket = net.connect(port, '127.0.0.1', () => {
				socket.destroy();
				resolve('');
			});
			socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
		});
	}
}

const lifecycle = suite('lifecycle');

lifecycle('should finish what is begun at SIGTERM, and then end with status 0', async () => {
	await withProgram(['--drain-timeout', '600'], async (program, port) => {
		const pid = await workerAt(port);
		const { agent, socket: idle } = await keepAlive(port);
		const slow = await beginRequest(port);
		const ended = program.stop('SIGTERM');
		await once(idle, 'close');
		await untilRefused(port);
		assert.ok(isRunning(pid));
		assert.not(slow.isClosed);
		assert.match(await slow.finish(), new RegExp(`\r\n${pid} POST /slow done$`));
		const { status, stderr } = await ended;
		assert.is(status, 0);
		assert.match(stderr, `worker ${pid} (NO_CONTEXT) has ended: it ended with status 0\n`);
		assert.not(isRunning(pid));
		agent.destroy();
	});
});

lifecycle('should not wait for what never sends a request', async () => {
	await withProgram(['--drain-timeout', '600'], async (program, port) => {
		await workerAt(port);
		// As browsers do that expect to need a connection.
		const silent = net.connect(port, '127.0.0.1');
		await program.waitFor(/use existing worker/);
		await ask(port);
		const { status } = await program.stop();
		assert.is(status, 0);
		silent.destroy();
	});
});

lifecycle('should end while no worker was ever needed', async () => {
	await withProgram([], async (program) => {
		assert.equal((await program.stop('SIGINT')).status, 0);
	});
});

lifecycle('should end workers that do not finish in time, also after SIGHUP', async () => {
	await withProgram(['--drain-timeout', '3'], async (program, port) => {
		const slow = await beginRequest(port);
		const ended = program.stop('SIGTERM');
		await untilRefused(port);
		process.kill(program.pid, 'SIGHUP');
		const { status, stderr } = await ended;
		assert.is(status, 0);
		assert.match(stderr, / has ended: it did not finish in time\n$/);
		await eventually(() => slow.isClosed, 'nobody has the connection any more');
	});
});

lifecycle('should end at once at a second signal; workers finish by themselves', async () => {
	await withProgram(['--drain-timeout', '600'], async (program, port) => {
		const pid = await workerAt(port);
		const slow = await beginRequest(port);
		program.stop('SIGTERM');
		await untilRefused(port);
		const { status } = await program.stop('SIGTERM');
		assert.is(status, null);
		assert.ok(isRunning(pid));
		assert.match(await slow.finish(), new RegExp(`\r\n${pid} POST /slow done$`));
		await eventually(() => !isRunning(pid), 'it has ended');
	});
});

lifecycle('should serve new connections by fresh workers after SIGHUP', async () => {
	await withProgram(['--drain-timeout', '1'], async (program, port) => {
		const first = await workerAt(port);
		const slow = await beginRequest(port);
		const { agent, socket: idle } = await keepAlive(port);
		process.kill(program.pid, 'SIGHUP');
		await once(idle, 'close');
		const second = await workerAt(port);
		assert.is.not(second, first);
		process.kill(program.pid, 'SIGHUP'); // which the first one does not mind
		await eventually(() => !isRunning(second), 'the second one had nothing to do');
		const third = await workerAt(port);
		assert.is.not(third, second);
		// It has --retire-timeout: --drain-timeout is for the end.
		assert.ok(isRunning(first));
		assert.match(await slow.finish(), new RegExp(`\r\n${first} POST /slow done$`));
		await eventually(() => !isRunning(first), 'the first one has finished');
		assert.is(await workerAt(port), third);
		// The kernel has no such process any more a moment before the server has heard of that.
		const ends = () => countOf(program, /has ended: it ended with status 0/);
		await eventually(() => ends() === 2, 'both ends are told');
		assert.is((await program.stop()).status, 0);
		agent.destroy();
	});
});

lifecycle('should leave no worker behind when it is killed', async () => {
	await withProgram([], async (program, port) => {
		const pid = await workerAt(port);
		const slow = await beginRequest(port);
		const { agent, socket: idle } = await keepAlive(port);
		const closed = once(idle, 'close');
		await program.stop('SIGKILL');
		await closed;
		assert.match(await slow.finish(), new RegExp(`\r\n${pid} POST /slow done$`));
		await eventually(() => !isRunning(pid), 'it has ended');
		agent.destroy();
	});
});

lifecycle('should cut no connection at Ctrl-C, which its workers do not get', async () => {
	const bin = join(import.meta.dirname, '../bin/mls-server.js');
	const args = [bin, '--allow-no-selinux', '--host', '127.0.0.1', '0', '--', moduleAt('tasks.mjs')];
	// A process group of its own, as a shell makes for each program.
	const child = spawn(process.execPath, args, { detached: true, stdio: ['ignore', 1, 'pipe'] });
	try {
		let stderr = '';
		child.stderr?.on('data', (data) => {
			stderr += data;
		});
		const portIn = () => /TCP port (\d+) \.\.\. ok/.exec(stderr)?.[1];
		await eventually(() => portIn() !== undefined, 'it listens');
		const port = Number(portIn());
		const pid = await workerAt(port);
		const slow = await beginRequest(port);
		const ended = once(child, 'exit');
		process.kill(-(child.pid as number), 'SIGINT');
		await untilRefused(port);
		assert.match(await slow.finish(), new RegExp(`\r\n${pid} POST /slow done$`));
		assert.equal(await ended, [0, null]);
		assert.match(stderr, 'it ended with status 0');
	} finally {
		child.kill('SIGKILL');
	}
});

lifecycle('should serve on when a worker is told to end by somebody else', async () => {
	await withProgram([], async (program, port) => {
		const pid = await workerAt(port);
		const slow = await beginRequest(port);
		await signal(pid, 'SIGTERM');
		assert.match(await slow.finish(), new RegExp(`\r\n${pid} POST /slow done$`));
		await program.waitFor(/has ended: it ended with status 0/);
		assert.is.not(await workerAt(port), pid);
	});
});

lifecycle.run();
