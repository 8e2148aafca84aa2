import { spawn } from 'node:child_process';
import dgram from 'node:dgram';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { is_selinux_enabled } from '@peercon/native';
import {
	eventually,
	FEW_DESCRIPTORS,
	type Program,
	runProgram,
	skipUnless,
	startProgram,
} from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const NAME = 'getpeercon-server';

const folder = mkdtempSync(join(tmpdir(), 'peercon-getpeercon-'));
const path = join(folder, 'socket');

/** Starts the server on a port that the kernel chooses, and tells which. */
async function start(...args: string[]): Promise<{ program: Program; port: number }> {
	const program = startProgram(NAME, [...args, '0']);
	await program.waitFor(/waiting \.\.\. /);
	const [, port] = /port (\d+) \.\.\. ok/.exec(program.output.stderr) ?? [];
	return { program, port: Number(port) };
}

/** Connects, sends, and waits until the server has closed, too. */
async function visit(to: { port: number; host?: string } | { path: string }, message = '') {
	const socket = net.connect({ ...to, allowHalfOpen: true });
	socket.end(message);
	return text(socket);
}

const program = suite(NAME);
const withoutSelinux = skipUnless(
	program,
	is_selinux_enabled() ? 'SELinux is enabled on this host' : undefined,
);

withoutSelinux("should print the original's words, diagnostics and data apart", async () => {
	const { program, port } = await start();
	await visit({ port, host: '127.0.0.1' }, 'hello\n');
	await visit({ port, host: '::1' });
	await program.waitFor(/(closed.*){2}waiting/s);
	const { status, stdout, stderr } = await program.stop();
	assert.is(status, 0);
	assert.is(stdout, 'hello\n');
	assert.is(
		stderr,
		[
			'-> running as NO_CONTEXT (SELinux is disabled on this host)',
			'-> creating socket ... ok',
			`-> listening on TCP port ${port} ... ok`,
			'-> waiting ... connect(127.0.0.1,NO_CONTEXT)',
			'-> connection closed',
			'-> waiting ... connect(::1,NO_CONTEXT)',
			'-> connection closed',
			'-> waiting ... ',
			'',
		].join('\n'),
	);
});

program('should pass every byte on as it came', async () => {
	const { program, port } = await start();
	const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7) & 255));
	await visit({ port }, bytes.toString('latin1'));
	const client = net.connect(port);
	client.end(bytes);
	await program.waitFor(/(closed.*){2}waiting/s);
	const { stdout } = await program.stop();
	assert.is(Buffer.from(stdout, 'latin1').subarray(-bytes.length).compare(bytes), 0);
});

program('should serve many at once', async () => {
	const { program, port } = await start();
	const clients = Array.from({ length: 50 }, () => net.connect(port));
	await Promise.all(clients.map((client) => once(client, 'connect')));
	await eventually(() => program.output.stderr.split('connect(').length === 51, '50 connects');
	for (const client of clients) client.end('x');
	await program.waitFor(/, 0 open\n-> waiting \.\.\. $/);
	const { stdout, stderr } = await program.stop();
	assert.is(stdout, 'x'.repeat(50));
	assert.is(stderr.match(/^-> connection closed \(\S+ port \d+,.*\), \d+ open$/gm)?.length, 50);
});

program('should copy both streams to the log, at its end', async () => {
	const log = join(folder, 'log');
	for (let i = 0; i < 2; i++) {
		const { program, port } = await start('-l', log);
		await visit({ port }, 'data\n');
		await program.waitFor(/closed.*waiting/s);
		await program.stop('SIGINT');
	}
	const copy = readFileSync(log, 'utf8');
	assert.is(copy.split('-> running as').length, 3);
	assert.match(copy, /connect\(.*\)\ndata\n-> connection closed\n-> waiting/);
});

withoutSelinux(
	'should tell each peer its context with --reply, and still listen to it',
	async () => {
		const { program, port } = await start('--reply');
		const socket = net.connect({ port, allowHalfOpen: true });
		let reply = '';
		socket.on('data', (data) => {
			reply += data;
		});
		await once(socket, 'end');
		assert.is(reply, 'NO_CONTEXT\n');
		socket.end('after the reply');
		await program.waitFor(/closed/);
		assert.is((await program.stop()).stdout, 'after the reply');
	},
);

withoutSelinux('should receive and answer UDP, from IPv4 and IPv6', async () => {
	const { program, port } = await start('--udp', '--reply');
	for (const [type, host] of [
		['udp4', '127.0.0.1'],
		['udp6', '::1'],
	] as const) {
		const socket = dgram.createSocket(type);
		socket.send('ping', port, host);
		const [answer] = await once(socket, 'message');
		assert.is(`${answer}`, 'NO_CONTEXT\n\0');
		socket.close();
	}
	await program.waitFor(/datagram\(127\.0\.0\.1,NO_CONTEXT\)\n.*datagram\(::1,NO_CONTEXT\)/s);
	const { stdout, stderr } = await program.stop();
	assert.is(stdout, 'pingping');
	assert.match(stderr, `-> listening on UDP port ${port} ... ok\n`);
});

program('should report JSON, one object a line, and nothing else', async () => {
	const program = startProgram(NAME, ['--json', '--tcp', '--udp', '0']);
	await program.waitFor(/"udp".*\n/, 'stdout');
	const { port } = JSON.parse(program.output.stdout.split('\n')[0] ?? '').local;
	await visit({ port, host: '127.0.0.1' }, 'four');
	await program.waitFor(/"close".*\n/, 'stdout');
	const { status, stdout, stderr } = await program.stop();
	assert.is(status, 0);
	assert.is(stderr, '');
	const records = stdout
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line));
	assert.equal(
		records.map(({ event, bytes }) => ({ event, bytes })),
		[
			{ event: 'listening', bytes: undefined },
			{ event: 'listening', bytes: undefined },
			{ event: 'connect', bytes: undefined },
			{ event: 'data', bytes: 4 },
			{ event: 'close', bytes: 4 },
		],
	);
	for (const record of records.slice(2)) {
		assert.is(record.local.port, port);
		assert.is(record.peer.address, '127.0.0.1');
		assert.ok('context' in record && 'rawContext' in record && record.ownContext);
	}
});

program('should survive clients that reset', async () => {
	const { program, port } = await start();
	const client = net.connect(port);
	await program.waitFor(/connect\(/);
	client.resetAndDestroy();
	await program.waitFor(
		/error: ECONNRESET: connection reset by peer, read fd \d+\n-> connection closed/,
	);
	await visit({ port }, 'still here');
	await program.waitFor(/(closed.*){2}waiting/s);
	assert.is((await program.stop()).stdout, 'still here');
});

withoutSelinux('should not answer an answer, which would never end', async () => {
	const { program, port } = await start('--udp', '--reply');
	const echo = dgram.createSocket('udp4');
	const answers: string[] = [];
	echo.on('message', (answer) => {
		answers.push(`${answer}`);
		echo.send(answer, port, '127.0.0.1'); // as an echo server does, or another server of this kind
	});
	echo.send('who am I?', port, '127.0.0.1');
	await program.waitFor(/who am I\?NO_CONTEXT\n\0/, 'stdout');
	const next = dgram.createSocket('udp4');
	next.send('And I?', port, '127.0.0.1');
	await once(next, 'message');
	assert.equal(answers, ['NO_CONTEXT\n\0']);
	for (const socket of [echo, next]) socket.close();
	await program.stop();
});

withoutSelinux('should answer no server of its own kind, and no flood', async () => {
	const { program, port } = await start('--udp', '--reply', '--host', '127.0.0.1');
	const answered = new Set<string>();
	const asker = async (question: string, from: dgram.BindOptions) => {
		const socket = dgram.createSocket('udp4').bind(from);
		socket.on('message', () => answered.add(question));
		await once(socket, 'listening');
		return { socket, ask: () => socket.send(question, port, '127.0.0.1') };
	};
	const server = await asker('server;', { port, address: '127.0.0.2' });
	const flood = await Promise.all(
		Array.from({ length: 100 }, (_, i) => asker(`flood ${i};`, { port: 0, address: '127.0.0.1' })),
	);
	const last = await asker('last;', { port: 0, address: '127.0.0.3' });
	for (const { ask } of [server, ...flood, last]) ask();
	await eventually(() => answered.has('last;'), 'the last one is answered');
	assert.not(answered.has('server;'));
	assert.ok(answered.size > 1 && answered.size < 100, `${answered.size} answers`);
	for (const { socket } of [server, ...flood, last]) socket.close();
	await program.stop();
});

program('should read no more than its output takes, and still end on a signal', async () => {
	const bin = fileURLToPath(new URL('../bin/getpeercon-server.js', import.meta.url));
	const child = spawn(process.execPath, [bin, path], { stdio: ['ignore', 'pipe', 'pipe'] });
	await once(child.stderr, 'data');
	await eventually(() => existsSync(path), 'it listens');
	const socket = net.connect(path);
	let sent = 0;
	let still = 0;
	const chunk = Buffer.alloc(10_000);
	for (let i = 0; i < 5000; i++) socket.write(chunk); // nobody reads the server's stdout
	await eventually(() => {
		const now = socket.bytesWritten - socket.writableLength;
		still = now === sent && now > 0 ? still + 1 : 0;
		sent = now;
		return still === 20;
	}, 'the server stops reading');
	assert.ok(sent < 5000 * chunk.length);
	socket.on('error', () => {}).destroy();
	child.kill();
	const [status] = await once(child, 'exit');
	assert.is(status, 0);
	child.stdout.destroy();
	child.stderr.destroy();
});

program('should serve no more at once than its limit, and let others wait', async () => {
	const { program, port } = await start('--max-connections', '2');
	const clients = Array.from({ length: 3 }, () => net.connect(port));
	await program.waitFor(/accepting no connections: 2 connections, the limit/);
	assert.is(program.output.stderr.split('connect(').length - 1, 2);
	// Whoever is served leaves; the others are served after that.
	for (const client of clients) client.end('x');
	await program.waitFor(/(closed.*){3}waiting/s);
	const { status, stdout } = await program.stop();
	assert.equal({ status, stdout }, { status: 0, stdout: 'xxx' });
});

program('should end connections on which nothing moves', async () => {
	const { program, port } = await start('--idle-timeout', '0.2');
	const client = net.connect(port);
	client.write('and then nothing');
	await once(client.resume(), 'close');
	await program.waitFor(/connection closed\n-> waiting/);
	assert.is((await program.stop()).stdout, 'and then nothing');
});

program('should refuse no client silently when descriptors run out', async () => {
	const program = startProgram(NAME, ['0'], { descriptors: FEW_DESCRIPTORS });
	await program.waitFor(/waiting/);
	const [, port] = /port (\d+) \.\.\. ok/.exec(program.output.stderr) ?? [];
	const sockets = Array.from({ length: 2 * FEW_DESCRIPTORS }, () => net.connect(Number(port)));
	for (const socket of sockets) socket.end('x');
	await Promise.all(sockets.map((socket) => once(socket.resume(), 'close')));
	const { status, stdout, stderr } = await program.stop();
	assert.is(status, 0);
	assert.is(stdout, 'x'.repeat(sockets.length));
	assert.match(stderr, /accepting no connections: EMFILE: too many open files/);
});

program('should replace a stale UNIX path, leave a live one, and remove its own', async () => {
	const first = startProgram(NAME, [path]);
	await first.waitFor(/waiting/);
	const second = await runProgram(NAME, [path]);
	assert.is(second.status, 1);
	assert.match(second.stderr, /bind error: EADDRINUSE: .*which is in use/);
	await first.stop('SIGKILL');
	assert.ok(existsSync(path));

	const third = startProgram(NAME, [path]);
	await third.waitFor(/listening on UNIX socket .*socket \.\.\. ok/);
	await visit({ path }, 'over UNIX');
	await third.waitFor(/connect\(UNIX,.*\)\n-> connection closed/);
	assert.is((await third.stop()).status, 0);
	assert.not(existsSync(path));
});

program('should say what is wrong, where the original prints a number or goes on', async () => {
	const { program, port } = await start();
	const taken = await runProgram(NAME, [String(port)]);
	assert.is(taken.status, 1);
	assert.match(taken.stderr, `-> listening on TCP port ${port} ... bind error: EADDRINUSE: `);
	assert.match(taken.stderr, "'ss -lnptu' shows which");
	await program.stop();

	for (const [args, reason] of [
		[['80abc'], "'80abc' is not a port number"],
		[['70000'], 'port 70000 is out of range'],
		[[], 'an argument is missing'],
		[['5000', '--bogus-flag'], 'unknown option --bogus-flag'],
		[['-l', 'a', '-l', 'b', '5000'], '-l may be given only once'],
		[['5000', '5001'], 'there are too many arguments'],
		[['-1'], 'unknown option -1'],
		[['--jsn', '5000'], 'unknown option --jsn'],
		[['--host', 'a', '--host', 'b', '5000'], '--host may be given only once'],
		[['--host', '', '5000'], '--host is empty'],
		[['--max-connections', '0', '5000'], '--max-connections takes a whole number, 1 or more'],
		[['--udp', '/tmp/x'], '--udp does not go with a UNIX socket'],
	] as const) {
		const { status, stdout, stderr } = await runProgram(NAME, [...args]);
		assert.is(status, 2, reason);
		assert.is(stdout, '');
		assert.is(
			stderr,
			`getpeercon-server: ${reason}${reason.includes('range') ? ': ports end at 65535' : ''}\nTry 'getpeercon-server --help'.\n`,
		);
	}

	const log = await runProgram(NAME, ['-l', join(folder, 'no', 'log'), '5000']);
	assert.is(log.status, 1);
	assert.match(log.stderr, /^getpeercon-server: ENOENT: .*no\/log'\n$/);
});

program.after(() => rmSync(folder, { recursive: true }));

program.run();
