import { execFileSync } from 'node:child_process';
import {
	closeSync,
	existsSync,
	ftruncateSync,
	mkdtempSync,
	openSync,
	readdirSync,
	rmSync,
	truncateSync,
	writeFileSync,
	writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSocket, posix, type ReceivedDescriptors, sys } from '@peercon/native';
import {
	eventually,
	type Outcome,
	type Program,
	runProgram,
	startProgram,
} from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createChannelServer, KINDS, type Link } from '../src/index.ts';
import { listText } from '../src/list.ts';

const folder = mkdtempSync(join(tmpdir(), 'channels-'));
process.on('exit', () => rmSync(folder, { recursive: true }));

/** Where each kind's server is found in these tests: names that nobody else has. */
const NAMES: Record<string, string[]> = {
	shm: ['0x70650001'],
	// The upper half of the keys is below 0 for the kernel: ipcmk(1) makes them, too.
	msgq: ['0x70650001', '0xf0650001'],
	'posix-shm': [`/channels-${process.pid}`],
	mqueue: [`/channels-${process.pid}`],
	fifo: [join(folder, 'fifo')],
	'unix-stream': [join(folder, 'stream'), `@channels-${process.pid}`],
	'unix-dgram': [join(folder, 'dgram'), `@channels-${process.pid}`],
	'unix-seqpacket': [join(folder, 'seqpacket'), `@channels-${process.pid}-seqpacket`],
	'netlink-usersock': [String(1_000_000 + (process.pid % 1_000_000))],
	memfd: [join(folder, 'memfd'), `@channels-${process.pid}-memfd`],
	// Its loopback is a module of the kernel; the lab's guest has it.
	vsock: [],
};
const OURS = new RegExp(`channels-${process.pid}|0x[7f]065000[12]`);

const channels = Object.entries(NAMES).flatMap(([kind, names]) =>
	names.map((name) => ({ kind, name })),
);

/** What is left behind, of all that others could find. */
function left(): string[] {
	const ipc = execFileSync('ipcs', { encoding: 'utf8' });
	const found = [...readdirSync('/dev/shm'), ...ipc.split('\n')].filter((line) => OURS.test(line));
	return [...found, ...readdirSync(folder).filter((file) => file !== 'kept')];
}

async function serve(kind: string, name: string): Promise<Program> {
	const server = startProgram('channel-server', [kind, name]);
	await server.waitFor(/\.\.\. ok/);
	return server;
}

async function withServer(
	{ kind, name }: { kind: string; name: string },
	act: (run: (...args: string[]) => Promise<Outcome>, server: Program) => Promise<void>,
): Promise<void> {
	const server = await serve(kind, name);
	try {
		await act((...args) => runProgram('channel-client', [...args, kind, name]), server);
	} finally {
		await server.stop();
	}
}

const ECHOED = "Sending message: 'Hello, cliche'\nReceived message: 'Hello, cliche'\n";

const echo = suite('a channel');

for (const channel of channels) {
	const title = `${channel.kind} ${channel.name.startsWith('@') ? 'with an abstract name ' : ''}`;

	echo(`${title}should echo to many clients, also when one is killed`, async () => {
		await withServer(channel, async (run, server) => {
			assert.equal(await run(), { status: 0, stdout: ECHOED, stderr: '' });
			await server.waitFor(/echo\(.*\), 13 bytes/);
			const { kind, name } = channel;
			const endless = ['--count', '1000000', '--size', '50000', kind, name];
			const killed = startProgram('channel-client', endless);
			await killed.waitFor(/Received/, 'stdout');
			const others = ['a', 'b', 'c'].map(async (letter) => {
				const much = ['--count', '5', '--size', '150000'];
				return runProgram('channel-client', [...much, kind, name, letter]);
			});
			await killed.stop('SIGKILL');
			for (const { status, stdout, stderr } of await Promise.all(others)) {
				assert.equal({ status, stderr }, { status: 0, stderr: '' });
				assert.is(stdout.match(/Received message: 150000 bytes/g)?.length, 5);
			}
			assert.equal(await run(), { status: 0, stdout: ECHOED, stderr: '' });
		});
		assert.not(existsSync(channel.name));
	});

	echo(`${title}should be one server's, until that is gone`, async () => {
		const first = await serve(channel.kind, channel.name);
		const second = await runProgram('channel-server', [channel.kind, channel.name]);
		assert.is(second.status, 1);
		assert.match(second.stderr, /EEXIST|EADDRINUSE/);
		assert.is((await runProgram('channel-client', [channel.kind, channel.name])).status, 0);
		await first.stop('SIGKILL');
		await withServer(channel, async (run) => {
			assert.equal(await run(), { status: 0, stdout: ECHOED, stderr: '' });
		});
	});

	echo(`${title}should say that there is no server`, async () => {
		const { status, stderr } = await runProgram('channel-client', [channel.kind, channel.name]);
		assert.ok(status === 1 || status === 4);
		assert.match(stderr, /^channel-client: (ENOENT|ECONNREFUSED): .*\nProbably no server/);
	});
}

for (const kind of ['pipe', 'unix-pair']) {
	echo(`${kind} should have a server that the client starts`, async () => {
		assert.equal(await runProgram('channel-client', [kind]), {
			status: 0,
			stdout: ECHOED,
			stderr: '',
		});
		const { status, stderr } = await runProgram('channel-server', [kind]);
		assert.is(status, 2);
		assert.match(stderr, 'channel-client starts the server');
	});
}

echo('netlink-route should tell which interfaces there are', async () => {
	const { status, stdout } = await runProgram('channel-client', ['netlink-route']);
	assert.is(status, 0);
	assert.match(stdout, /^Received message: (\S+ )*lo( |$)/m);
	const { stderr } = await runProgram('channel-server', ['netlink-route']);
	assert.match(stderr, "'netlink-route' has no server: the kernel answers");
});

echo('should be listed, each with what SELinux asks', async () => {
	const { stdout } = await runProgram('channel-server', ['--list']);
	for (const { name } of KINDS) assert.match(stdout, new RegExp(`^${name}: `, 'm'));
	const { stdout: json } = await runProgram('channel-client', ['--list', '--json']);
	assert.equal(
		json
			.trim()
			.split('\n')
			.map((line) => JSON.parse(line).kind),
		KINDS.map(({ name }) => name),
	);
});

echo('should be listed as wide as the terminal is', () => {
	for (const columns of [undefined, 60, 132, 1]) {
		const widest = Math.max(columns ?? 80, 40);
		for (const line of listText(columns).split('\n')) {
			assert.ok(line.length <= widest || !line.trim().includes(' '), line);
		}
	}
	assert.match(
		listText(132),
		'\n  client   on the files: file { getattr lock map open read write }; on /dev/shm: dir { search }\n',
	);
});

echo('should take no name that is none of its kind', async () => {
	for (const [kind, name] of [
		['shm', '0'],
		['shm', '0xffffffff'],
		['msgq', 'x'],
		['posix-shm', 'noslash'],
		['posix-shm', '/two/slashes'],
		['mqueue', `/${'x'.repeat(250)}`],
		['unix-stream', `@${'x'.repeat(108)}`],
		['unix-dgram', `/${'x'.repeat(108)}`],
		['netlink-usersock', '-1x'],
		['vsock', '4294967295'],
		['nonsense', 'x'],
		['pipe', 'x'],
	] as const) {
		for (const program of ['channel-server', 'channel-client']) {
			const { status, stderr } = await runProgram(program, ['--', kind, name]);
			assert.is(status, 2, `${program} ${kind} ${name}: ${stderr}`);
			assert.match(stderr, `Try '${program} --help'.`);
		}
	}
});

echo('should not take the place of what is no channel', async () => {
	const path = join(folder, 'kept');
	writeFileSync(path, 'precious');
	for (const kind of ['fifo', 'unix-stream', 'unix-dgram', 'unix-seqpacket', 'memfd']) {
		const { status, stderr } = await runProgram('channel-server', [kind, path]);
		assert.is(status, 1);
		assert.match(stderr, /EEXIST: .* which is (no FIFO|not a socket)/);
	}
	assert.ok(existsSync(path));
});

echo('should end with an error when its memory is cut shorter, and not by SIGBUS', async () => {
	const name = `/channels-${process.pid}-cut`;
	for (const file of [name, `${name}.echo`]) {
		const server = await serve('posix-shm', name);
		truncateSync(`/dev/shm${file}`, 0);
		// A request of nobody's: a client itself would have met the end of the memory first.
		if (file === name) new posix.Semaphore(`${name}.request`, 0).post();
		else await runProgram('channel-client', ['--timeout', '1', 'posix-shm', name]);
		await server.waitFor(/error: EFAULT: .* shared memory, which somebody has cut shorter/);
		assert.is((await server.ended).status, 1);
	}
});

echo('should go on when somebody has written what is no message', async () => {
	const name = `/channels-${process.pid}-none`;
	const server = await serve('posix-shm', name);
	const memory = openSync(`/dev/shm${name}`, 'r+');
	// Its number, and a length that it cannot have.
	writeSync(memory, Uint8Array.of(1, 0, 0, 0, 255, 255, 255, 255), 0, 8, 0);
	closeSync(memory);
	new posix.Semaphore(`${name}.request`, 0).post();
	await server.waitFor(/error: EMSGSIZE: .* shared memory/);
	assert.is((await runProgram('channel-client', ['posix-shm', name])).status, 0);
	await server.stop();
});

echo('memfd should end one link when its client cuts the memory shorter, and go on', async () => {
	const path = join(folder, 'cut');
	const server = await serve('memfd', path);
	const socket = createSocket('unix-stream', 'unix');
	sys.connect(socket, { family: 'unix', path });
	let passed: ReturnType<typeof sys.recvfds> = -1;
	await eventually(() => {
		passed = sys.recvfds(socket, Buffer.alloc(16));
		return typeof passed !== 'number';
	}, 'the memory is passed');
	const [requests = -1, , signal = -1] = (passed as unknown as ReceivedDescriptors).fds;
	ftruncateSync(requests, 0);
	sys.write(signal, Buffer.from(new BigUint64Array([1n]).buffer));
	await server.waitFor(/error: EFAULT: .* shared memory, which somebody has cut shorter/);
	assert.is((await runProgram('channel-client', ['memfd', path])).status, 0);
	await server.stop();
	sys.close(socket);
});

echo('should let the event loop go on, however many messages there are', async () => {
	let messages = 0;
	let isOver = false;
	const busy: Link = {
		peer: null,
		limit: 1,
		async send() {},
		async receive() {
			return isOver || ++messages > 100_000 ? null : Buffer.from('x');
		},
		close() {},
	};
	const [kind] = KINDS;
	assert.ok(kind);
	await new Promise<void>((onEnd) => {
		const serve: typeof kind.serve = (_name, { begin }) => {
			begin(busy);
			return { place: '', close() {} };
		};
		createChannelServer({ kind: { ...kind, serve }, name: '', onEnd: () => onEnd() });
		setImmediate(() => {
			isOver = true;
		});
	});
	assert.ok(isOver);
});

echo('should leave nothing behind', () => {
	assert.equal(left(), []);
});

echo.run();
