import { once } from 'node:events';
import net from 'node:net';
import { text } from 'node:stream/consumers';
import { FEW_DESCRIPTORS } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { moduleAt, signal, withProgram, workerAt } from './support.ts';

/** So few that the super-server, and also a worker, soon has too many connections. */
const FEW = { descriptors: FEW_DESCRIPTORS };

/** More than these are. */
const MANY = 2 * FEW_DESCRIPTORS;

const ECHO = { ...FEW, module: moduleAt('echo.mjs') };

interface Peer {
	socket: net.Socket;
	/** What it has read by the end of its connection. */
	answer: Promise<string>;
}

/** Connects, one after the other: each is served or closed before the next one comes. */
async function connectMany(port: number): Promise<Peer[]> {
	const peers: Peer[] = [];
	for (let i = 0; i < MANY; i++) {
		const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
		const answer = text(socket).catch(() => '');
		peers.push({ socket, answer });
		await Promise.race([once(socket, 'data').catch(() => {}), answer]);
	}
	return peers;
}

const descriptors = suite('few descriptors');

descriptors('should not be used up by those who wait for one worker', async () => {
	await withProgram(
		['--hang-timeout', '600'],
		async (program, port) => {
			const first = await workerAt(port);
			await signal(first, 'SIGSTOP');
			const asked = Promise.allSettled(Array.from({ length: MANY }, () => workerAt(port)));
			await program.waitFor(
				/: \d+ connections wait for its worker, and there must be room for others/,
			);
			// There is room for a worker as well.
			await signal(first, 'SIGKILL');
			const pids = (await asked).flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
			assert.ok(pids.length > 0 && pids.length < MANY, `${pids.length} waited`);
			assert.is(new Set(pids).size, 1);
			assert.is.not(pids[0], first);
			const { status, stderr } = await program.stop();
			assert.is(status, 0);
			assert.not.match(stderr, /accepting no connections|could not be started/);
		},
		FEW,
	);
});

descriptors('should refuse what the kernel keeps from a worker, and nobody waits', async () => {
	await withProgram(
		[],
		async (program, port) => {
			const peers = await connectMany(port);
			await program.waitFor(/was not given a connection: the kernel kept the descriptor from it/);
			await program.waitFor(/refuse connection \d+ of NO_CONTEXT: the kernel kept its descriptor/);
			// Each is served, or closed.
			for (const { socket } of peers) socket.end('hello');
			const answers = await Promise.all(peers.map(({ answer }) => answer));
			const served = answers.filter((answer) => /^\d+\nhello$/.test(answer));
			assert.ok(served.length > 0 && served.length < MANY, `${served.length} were served`);

			const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
			socket.end('next');
			assert.match(await text(socket), /next$/);
			assert.is(program.output.stderr.match(/is ready/g)?.length, 1);
		},
		ECHO,
	);
});

descriptors.run();
