// What a worker can take from those of other levels: they are all one user, and have one super-server.
// Without SELinux there is one worker to a super-server; so here another super-server of the same user
// stands for the other level. In the lab there are levels.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { eventually, skipUnless } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ask, isRunning, moduleAt, signal, workerAt } from './support.ts';

const BIN = join(import.meta.dirname, '../bin/mls-server.js');

/** Root is not held to limits of users: what it starts here is nobody. */
const isRoot = process.getuid?.() === 0;
const USER = isRoot ? { uid: 65534, gid: 65534 } : {};

interface Options {
	/** What a shell does before the server is started. */
	before?: string;
	module?: string;
	args?: string[];
	/** Whether it may stay root, if that is who runs the tests. */
	asRoot?: boolean;
}

interface Server {
	port: number;
	log(): string;
}

async function withServerOf(options: Options, act: (server: Server) => Promise<void>) {
	const { before = ':', module = 'greedy.mjs', args = [], asRoot = false } = options;
	const command = [process.execPath, BIN, '--allow-no-selinux', '--host', '127.0.0.1', ...args];
	const shell = ['-c', `${before}; exec "$@"`, 'bash', ...command, '0', '--', moduleAt(module)];
	const child = spawn('bash', shell, {
		...(asRoot ? {} : USER),
		stdio: ['ignore', 'ignore', 'pipe'],
	});
	let log = '';
	child.stderr.setEncoding('utf8').on('data', (text) => {
		log += text;
	});
	try {
		const port = () => Number(/TCP port (\d+) \.\.\. ok/.exec(log)?.[1]);
		await eventually(() => port() > 0 || child.exitCode !== null, 'it listens');
		assert.ok(port() > 0, log);
		await act({ port: port(), log: () => log });
	} finally {
		if (child.exitCode === null) {
			child.kill('SIGKILL');
			await once(child, 'exit');
		}
	}
}

const isolation = suite('isolation');
const asRoot = skipUnless(
	isolation,
	isRoot ? undefined : 'only root may start processes in a worker',
);

isolation('should keep descriptors in flight below what stops others', async () => {
	const before = 'ulimit -n 1024';
	await withServerOf({ before }, async (greedy) => {
		await withServerOf({ before, module: 'tasks.mjs' }, async (other) => {
			const [passed, error] = (await ask(greedy.port, '/in-flight')).split(' ');
			assert.is(error, '-109'); // ETOOMANYREFS, which Node does not know
			assert.ok(Number(passed) < 1024, `${passed} are in flight`);
			assert.ok((await workerAt(other.port)) > 0, 'the other one serves');
			assert.not.match(other.log(), 'too many descriptors');
		});
	});
});

isolation('should say when others have too many in flight, and blame no worker', async () => {
	// This super-server may have as few as the worker of the other one has in flight.
	const args = ['--hang-timeout', '1'];
	const few = { before: 'ulimit -n 600', module: 'tasks.mjs', args };
	await withServerOf({ before: 'ulimit -n 4096' }, async (greedy) => {
		await withServerOf(few, async (other) => {
			const hog = await ask(greedy.port, '/pid');
			await ask(greedy.port, '/in-flight');
			const asked = workerAt(other.port);
			const crowded =
				/is given its connections later: this user has too many descriptors under way\n/;
			await eventually(() => crowded.test(other.log()), 'it says so');
			// Far longer than --hang-timeout.
			await new Promise((resolve) => setTimeout(resolve, 3000));
			await signal(Number(hog), 'SIGKILL');
			assert.ok((await asked) > 0, 'it is served when there is room');
			assert.not.match(other.log(), 'has ended');
		});
	});
});

isolation('should limit what a worker has open', async () => {
	await withServerOf({ args: ['--max-connections', '10'] }, async ({ port }) => {
		const [opened, error] = (await ask(port, '/open')).split(' ');
		assert.is(error, 'EMFILE');
		assert.ok(Number(opened) < 100, `${opened} are open`);
	});
});

isolation('should limit the memory of a worker, and serve on', async () => {
	await withServerOf({ args: ['--max-memory', '200'] }, async ({ port, log }) => {
		const first = await ask(port, '/pid');
		const answer = await ask(port, '/memory').catch(() => 'it has ended');
		assert.match(
			answer,
			/^(?:ERR_MEMORY_ALLOCATION_FAILED|Array buffer allocation failed|it has ended)$/,
		);
		let next = '';
		await eventually(() => {
			ask(port, '/pid').then(
				(pid) => {
					next = pid;
				},
				() => {},
			);
			return next !== '';
		}, 'it serves');
		if (answer === 'it has ended') assert.is.not(next, first, log());
	});
});

isolation('should let a worker start no process and no thread, unless it is root', async () => {
	await withServerOf({}, async ({ port }) => {
		assert.is(await ask(port, '/start'), 'EAGAIN');
		assert.is(await ask(port, '/thread'), 'ERR_WORKER_INIT_FAILED');
		assert.match(await ask(port, '/pid'), /^\d+$/);
	});
});

asRoot('should end what a worker has started with it', async () => {
	await withServerOf({ asRoot: true }, async ({ port }) => {
		const child = Number(await ask(port, '/start'));
		assert.ok(isRunning(child));
		await signal(Number(await ask(port, '/pid')), 'SIGKILL');
		await eventually(() => !isRunning(child), 'it has ended, too');
	});
});

isolation('should give a worker a short environment, and no descriptor but its own', async () => {
	const before = 'export SECRET=1 LANG=C.UTF-8; exec 7</etc/passwd 40</etc/passwd';
	await withServerOf({ before }, async ({ port }) => {
		assert.match(await ask(port, '/environment'), /^PATH$/);
		const descriptors = await ask(port, '/descriptors');
		assert.match(descriptors, 'socket:');
		assert.not.match(descriptors, 'passwd');
	});
});

isolation("should not open Node's debugger in a worker, nor in the super-server", async () => {
	await withServerOf({}, async ({ port, log }) => {
		const worker = Number(await ask(port, '/pid'));
		await signal(worker, 'SIGUSR1');
		assert.is(await ask(port, '/pid'), `${worker}`);
		assert.not.match(log(), 'Debugger');
	});
});

isolation.run();
