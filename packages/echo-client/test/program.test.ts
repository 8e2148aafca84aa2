import dgram from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { is_selinux_enabled } from '@peercon/native';
import { runProgram, skipUnless, startProgram } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const NAME = 'echo-client';

/** Runs the client against the suite's own server. */
async function withEchoServer(act: (port: string) => Promise<void>): Promise<void> {
	const server = startProgram('echo-server', ['--tcp', '--udp', '0']);
	const [, port = ''] = await server.waitFor(/UDP port (\d+) \.\.\. ok/);
	try {
		await act(port);
	} finally {
		await server.stop();
	}
}

/** Runs the client against a server that does something else than echo. */
async function withServer(
	onConnection: (socket: net.Socket) => void,
	act: (port: string) => Promise<void>,
): Promise<void> {
	const server = net.createServer(onConnection).listen(0, '127.0.0.1');
	await once(server, 'listening');
	try {
		await act(String((server.address() as net.AddressInfo).port));
	} finally {
		server.close();
	}
}

const client = suite(NAME);
const withoutSelinux = skipUnless(
	client,
	is_selinux_enabled() ? 'SELinux is enabled on this host' : undefined,
);

client("should print the article's two lines and exit with 0", async () => {
	await withEchoServer(async (port) => {
		for (const host of ['127.0.0.1', '::1', 'localhost']) {
			const outcome = await runProgram(NAME, ['-p', port, host]);
			assert.equal(outcome, {
				status: 0,
				stdout: "Sending message: 'Hello, cliche'\nReceived message: 'Hello, cliche'\n",
				stderr: '',
			});
		}
	});
});

client('should send what it is told, how often and how much', async () => {
	await withEchoServer(async (port) => {
		const run = async (args: string[], input = '') => {
			const { status, stdout, stderr } = await runProgram(NAME, ['-p', port, '::1', ...args], {
				input,
			});
			assert.is(status, 0, stderr);
			return stdout;
		};
		assert.is(await run(['hi']), "Sending message: 'hi'\nReceived message: 'hi'\n");
		assert.match(await run(['--', '-hello']), "Sending message: '-hello'");
		assert.match(await run(['-t', '2.01']), 'Received');
		assert.is((await run(['-c', '3', 'hi'])).split('\n').length, 7);
		assert.is(
			await run(['--size', '5000000']),
			'Sending message: 5000000 bytes\nReceived message: 5000000 bytes\n',
		);
		assert.is(
			await run(['-'], 'from stdin'),
			"Sending message: 'from stdin'\nReceived message: 'from stdin'\n",
		);
		assert.is(await run(['-'], '\x1b[2J'), 'Sending message: 4 bytes\nReceived message: 4 bytes\n');
		assert.is(
			await run(['--udp', '-s', '60000']),
			'Sending message: 60000 bytes\nReceived message: 60000 bytes\n',
		);
	});
});

client('should reach a UNIX socket', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'peercon-client-'));
	const path = join(folder, 'socket');
	const server = startProgram('echo-server', [path]);
	await server.waitFor(/listening/);
	assert.is((await runProgram(NAME, [path, '-s', '300000'])).status, 0);
	await server.stop();
	assert.match((await runProgram(NAME, [path])).stderr, 'ENOENT');
	rmSync(folder, { recursive: true });
});

withoutSelinux('should exit with 4 when refused, naming where', async () => {
	const probe = net.createServer().listen(0, '127.0.0.1');
	await once(probe, 'listening');
	const port = String((probe.address() as net.AddressInfo).port);
	probe.close();
	const tcp = await runProgram(NAME, ['-p', port, '127.0.0.1']);
	assert.equal(tcp, {
		status: 4,
		stdout: '',
		stderr: `echo-client: ECONNREFUSED: connection refused, connect 127.0.0.1 port ${port}\n`,
	});
	const udp = await runProgram(NAME, ['--udp', '-p', port, '127.0.0.1']);
	assert.is(udp.status, 4);
	assert.match(udp.stderr, /ECONNREFUSED: connection refused, \w+ 127\.0\.0\.1 port/);

	await withServer(
		(socket) => socket.on('data', () => socket.resetAndDestroy()),
		async (port) => assert.is((await runProgram(NAME, ['-p', port, '127.0.0.1'])).status, 4),
	);
});

client('should exit with 5 when denied, and say where the record is', async () => {
	// Without a policy that denies it, the kernel denies this by itself: a broadcast address needs
	// SO_BROADCAST (ip(7)).
	const { status, stderr } = await runProgram(NAME, ['--udp', '-p', '4007', '255.255.255.255']);
	assert.is(status, 5, stderr);
	assert.match(stderr, 'EACCES: permission denied');
	const where = 'peercon explain --last --port 4007   (or ausearch -m avc -ts recent)';
	assert.is(stderr.includes(where), is_selinux_enabled());
	if (!is_selinux_enabled()) assert.is(stderr.split('\n').length, 2, stderr);
});

client('should exit with 3 for a wrong echo, and say what is wrong', async () => {
	const cases: [(socket: net.Socket, data: Buffer) => void, RegExp][] = [
		[(socket, data) => socket.end(data.toString().toUpperCase()), /byte 1 is 0x45, not 0x65/],
		[
			(socket, data) => socket.end(data.subarray(0, 5)),
			/the server closed: 5 of 13 bytes came back/,
		],
		[(socket, data) => socket.end(`${data}!`), /1 bytes more came back than were sent/],
		[(socket) => socket.end(), /the server closed: 0 of 13 bytes/],
	];
	for (const [reply, reason] of cases) {
		await withServer(
			(socket) => socket.on('data', (data) => reply(socket, data)),
			async (port) => {
				const { status, stdout, stderr } = await runProgram(NAME, ['-p', port, '127.0.0.1']);
				assert.is(status, 3);
				assert.is(stdout, "Sending message: 'Hello, cliche'\n");
				assert.match(stderr, reason);
			},
		);
	}
	const server = dgram.createSocket('udp4').bind(0, '127.0.0.1');
	await once(server, 'listening');
	server.on('message', (_data, { port, address }) => server.send('Hello', port, address));
	const udp = await runProgram(NAME, ['--udp', '-p', String(server.address().port), '127.0.0.1']);
	assert.is(udp.status, 3);
	assert.match(udp.stderr, 'only 5 of 13 bytes came');
	server.close();
});

client('should exit with 6 when nothing comes in time', async () => {
	await withServer(
		() => {},
		async (port) => {
			const { status, stderr } = await runProgram(NAME, ['-t', '0.2', '-p', port, '127.0.0.1']);
			assert.is(status, 6);
			assert.match(stderr, 'echo-client: within 200 ms, 0 of 13 bytes came back\n');
		},
	);
	const silent = dgram.createSocket('udp4').bind(0, '127.0.0.1');
	await once(silent, 'listening');
	const args = ['--udp', '-t', '0.2', '-p', String(silent.address().port), '127.0.0.1'];
	assert.is((await runProgram(NAME, args)).status, 6);
	silent.close();
});

client('should exit with 2 for what makes no sense, and 1 for other failures', async () => {
	for (const [args, reason] of [
		[[], 'an argument is missing'],
		[['::1', ''], 'the message is empty'],
		[[''], 'the host is empty'],
		[['::1', '-hello'], 'unknown option -hello'],
		[['--udp', '/tmp/x'], '--udp does not go with a UNIX socket'],
		[['::1', '-p', '70000'], 'port 70000 is out of range: ports end at 65535'],
		[['::1', '-c', '0'], '--count takes a whole number, 1 or more'],
		[['::1', '-s', 'x'], '--size takes a whole number, 1 to 1073741824'],
		[['::1', '-t', '0'], '--timeout takes a number of seconds above 0, at most 2147483'],
		[['::1', 'a', 'b'], 'there are too many arguments'],
		[['::1', '--udp', '--sctp'], 'Arguments udp and sctp are mutually exclusive'],
	] as const) {
		const { status, stderr } = await runProgram(NAME, [...args]);
		assert.is(status, 2, reason);
		assert.is(stderr, `echo-client: ${reason}\nTry 'echo-client --help'.\n`);
	}
	const unknown = await runProgram(NAME, ['no-such-host.invalid']);
	assert.is(unknown.status, 1);
	assert.match(unknown.stderr, 'getaddrinfo');
});

client.run();
