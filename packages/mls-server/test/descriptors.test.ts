import { once } from 'node:events';
import net from 'node:net';
import { text } from 'node:stream/consumers';
import { eventually } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ask, isRunning, moduleAt, signal, withProgram, workerAt } from './support.ts';

/** So few that the super-server, and also a worker, soon has too many connections. */
const FEW = { descriptors: 60 };

/** More than these are. */
const MANY = 100;

const ECHO = { ...FEW, module: moduleAt('echo.mjs') };

async function connectMany(port: number): Promise<net.Socket[]> {
	const sockets = Array.from({ length: MANY }, () =>
		net.connect({ port, host: '127.0.0.1', allowHalfOpen: true }).on('error', () => {}),
	);
	await Promise.all(sockets.map((socket) => once(socket, 'connect')));
	return sockets;
}

const descriptors = suite('few descriptors');

descriptors('should pause accepting: say it once, and resume', async () => {
	await withProgram(
		['--hang-timeout', '600'],
		async (program, port) => {
			const pid = await workerAt(port);
			// Whoever waits for the worker takes up a descriptor.
			await signal(pid, 'SIGSTOP');
			const asked = Promise.allSettled(Array.from({ length: MANY }, () => ask(port)));
			await program.waitFor(/accepting no connections: EMFILE: too many open files, accept/);
			await signal(pid, 'SIGCONT');
			await program.waitFor(/accepting connections again/);
			await asked;
			assert.is(await workerAt(port), pid);
			const { stderr } = program.output;
			const pauses = stderr.match(/accepting no connections/g)?.length ?? 0;
			const resumes = stderr.match(/accepting connections again/g)?.length ?? 0;
			assert.ok(pauses - resumes <= 1, `${pauses} and ${resumes}`);
			assert.is((await program.stop()).status, 0);
		},
		FEW,
	);
});

descriptors('should refuse what the kernel keeps from a worker, and nobody waits', async () => {
	await withProgram(
		[],
		async (program, port) => {
			const sockets = await connectMany(port);
			await program.waitFor(/was not given a connection: the kernel kept the descriptor from it/);
			await program.waitFor(/refuse connection \d+ of NO_CONTEXT: the kernel kept its descriptor/);
			// Each is served, or closed.
			const answers = sockets.map((socket) => text(socket.end('hello')).catch(() => ''));
			const served = (await Promise.all(answers)).filter((answer) => /^\d+\nhello$/.test(answer));
			assert.ok(served.length > 0 && served.length < MANY, `${served.length} were served`);

			const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
			socket.end('next');
			assert.match(await text(socket), /next$/);
			assert.is(program.output.stderr.match(/is ready/g)?.length, 1);
		},
		ECHO,
	);
});

descriptors('should survive that no worker can be started for want of them', async () => {
	await withProgram(
		['--hang-timeout', '600'],
		async (program, port) => {
			const pid = await workerAt(port);
			await signal(pid, 'SIGSTOP');
			const asked = Promise.allSettled(Array.from({ length: MANY }, () => ask(port)));
			await program.waitFor(/accepting no connections/);
			await signal(pid, 'SIGKILL');
			await program.waitFor(/could not be started: .*EMFILE/);
			await asked;
			let next = Number.NaN;
			await eventually(() => {
				workerAt(port).then(
					(answer) => {
						next = answer;
					},
					() => {},
				);
				return !Number.isNaN(next);
			}, 'it serves again');
			assert.ok(isRunning(next));
			assert.is((await program.stop()).status, 0);
		},
		FEW,
	);
});

descriptors.run();
