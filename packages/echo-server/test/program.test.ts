import { spawn } from 'node:child_process';
import dgram from 'node:dgram';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import {
	eventually,
	FEW_DESCRIPTORS,
	type Program,
	runProgram,
	startProgram,
} from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const NAME = 'echo-server';
const BIN = join(import.meta.dirname, '../bin/echo-server.js');

const HELP = `Usage: echo-server [options] [port|path]

Echo what arrives (RFC 862): on a port (default 7) over TCP and UDP together, or
on the path of a UNIX stream socket, ./name for one here, @name for an abstract
one.

Options:
  -h, --help             Show help                                     [boolean]
      --version          Show version number                           [boolean]
      --host             Listen on this name or address only (default: all, IPv6
                         and IPv4)                                      [string]
      --tcp              Serve TCP                                     [boolean]
      --udp              Serve UDP                                     [boolean]
      --sctp             Serve SCTP                                    [boolean]
      --json             Report on stdout, one JSON object a line
                                                      [boolean] [default: false]
      --quiet            Report nothing, and ask for no contexts
                                                      [boolean] [default: false]
      --metrics          UNIX socket that answers HTTP with metrics for
                         Prometheus                                     [string]
      --max-connections  Limit on connections at once; others wait      [number]
      --idle-timeout     Seconds without traffic before one is closed   [number]

Examples:
  echo-server                 Port 7, TCP and UDP
  echo-server --sctp 5007     Only SCTP: what is named is served
  echo-server /run/echo.sock  A UNIX stream socket
`;

async function start(...args: string[]): Promise<{ program: Program; port: number }> {
	const program = startProgram(NAME, [...args, '0']);
	const [, port] = await program.waitFor(/TCP port (\d+) \.\.\. ok/);
	return { program, port: Number(port) };
}

async function echoOf(to: { port: number; host: string } | { path: string }, message: string) {
	const socket = net.connect({ ...to, allowHalfOpen: true });
	socket.end(message);
	return text(socket);
}

const program = suite(NAME);

program('should explain itself', async () => {
	const { status, stdout } = await runProgram(NAME, ['--help']);
	assert.is(status, 0);
	assert.is(stdout, HELP);
});

program('should log each peer with its context', async () => {
	const { program, port } = await start('--tcp', '--udp');
	assert.is(await echoOf({ port, host: '::1' }, 'hello'), 'hello');
	await program.waitFor(/close\(/);
	const { status, stdout, stderr } = await program.stop();
	assert.is(status, 0);
	assert.is(stdout, '');
	const lines = stderr.split('\n');
	assert.match(
		lines[0] ?? '',
		/^-> running as (NO_CONTEXT \(SELinux is disabled on this host\)|\S+)$/,
	);
	assert.is(lines[1], `-> listening on TCP port ${port} ... ok`);
	assert.is(lines[2], `-> listening on UDP port ${port} ... ok`);
	assert.match(lines[3] ?? '', /^-> connect\(::1,\S+\)$/);
	assert.match(lines[4] ?? '', /^-> close\(::1,\S+\), 5 bytes$/);
	assert.is(lines.length, 6);
});

program('should be silent with --quiet', async () => {
	const path = join(mkdtempSync(join(tmpdir(), 'peercon-echo-')), 'socket');
	const program = startProgram(NAME, ['--quiet', path]);
	await eventually(() => existsSync(path), 'it listens');
	assert.is(await echoOf({ path }, 'hello'), 'hello');
	const { status, stdout, stderr } = await program.stop();
	assert.equal({ status, stdout, stderr }, { status: 0, stdout: '', stderr: '' });
	assert.not(existsSync(path));
	rmSync(join(path, '..'), { recursive: true });
});

program('should report JSON', async () => {
	const program = startProgram(NAME, ['--json', '--tcp', '0']);
	const [line] = await program.waitFor(/.*\n/, 'stdout');
	await echoOf({ port: JSON.parse(line).local.port, host: '::1' }, 'hello');
	await program.waitFor(/"close".*\n/, 'stdout');
	const { stdout, stderr } = await program.stop('SIGINT');
	assert.is(stderr, '');
	const events = stdout
		.trim()
		.split('\n')
		.map((text) => JSON.parse(text));
	assert.equal(
		events.map(({ event }) => event),
		['listening', 'connect', 'close'],
	);
	assert.is(events[2].bytes, 5);
});

for (const how of ['has left', 'does not read']) {
	program(`should go on when the reader of its log ${how}, in bounded memory`, async () => {
		const child = spawn(process.execPath, [BIN, '--json', '--tcp', '--udp', '0'], {
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		let said = '';
		child.stdout.on('data', (data) => {
			said += data;
		});
		await eventually(() => said.includes('"udp"'), 'it listens');
		const port = Number(/"port":(\d+)/.exec(said)?.[1]);
		if (how === 'has left') child.stdout.destroy();
		else child.stdout.pause();
		const memory = () =>
			Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]);
		const before = memory();
		const socket = dgram.createSocket('udp4');
		socket.connect(port, '127.0.0.1');
		await once(socket, 'connect');
		let answers = 0;
		socket.on('message', () => answers++);
		while (answers < 100_000) {
			for (let i = 0; i < 100; i++) socket.send('x');
			await new Promise(setImmediate);
		}
		socket.close();
		assert.is(await echoOf({ port, host: '::1' }, 'hello'), 'hello');
		// Some 40 MB of lines were written, and each that waits costs Node as much again.
		assert.ok(memory() - before < 40_000, `${memory() - before} kB more`);
		child.kill();
		const [status] = await once(child, 'exit');
		assert.is(status, 0);
		child.stdout.destroy();
	});
}

program('should go on when descriptors run out: say it once, and resume', async () => {
	const limited = startProgram(NAME, ['--tcp', '0'], { descriptors: FEW_DESCRIPTORS });
	const [, limitedPort] = await limited.waitFor(/TCP port (\d+) \.\.\. ok/);
	const sockets = Array.from({ length: 2 * FEW_DESCRIPTORS }, () =>
		net.connect(Number(limitedPort)),
	);
	await Promise.all(sockets.map((socket) => once(socket, 'connect')));
	await limited.waitFor(/accepting no connections: EMFILE: too many open files, accept/);

	// Whoever is served leaves and makes room for one that waits.
	const served = sockets.map(async (socket) => {
		assert.is(`${(await once(socket, 'data'))[0]}`, 'x');
		socket.destroy();
	});
	for (const socket of sockets) socket.write('x');
	await Promise.all(served);
	await limited.waitFor(/accepting connections again/);
	const { status, stderr } = await limited.stop();
	assert.is(status, 0);
	const pauses = stderr.match(/accepting no connections/g)?.length ?? 0;
	const resumes = stderr.match(/accepting connections again/g)?.length ?? 0;
	assert.ok(pauses - resumes <= 1);
});

program('should resume when descriptors ran out and nobody waits', async () => {
	const limited = startProgram(NAME, ['--tcp', '0'], { descriptors: FEW_DESCRIPTORS });
	const [, port] = await limited.waitFor(/TCP port (\d+) \.\.\. ok/);
	const sockets: net.Socket[] = [];
	const paused = () => limited.output.stderr.includes('accepting no connections');
	while (!paused()) {
		sockets.push(net.connect(Number(port)));
		// Each is served before the next one comes, so that the last descriptor goes to the last client.
		const served = () => limited.output.stderr.split('-> connect').length > sockets.length;
		await eventually(() => served() || paused(), 'it is served');
	}
	sockets[0]?.destroy();
	await limited.waitFor(/accepting connections again/);
	for (const socket of sockets) socket.destroy();
	assert.is((await limited.stop()).status, 0);
});

program('should refuse what makes no sense', async () => {
	for (const [args, reason] of [
		[['7x'], "'7x' is not a port number"],
		[['--max-connections', '0'], '--max-connections takes a whole number, 1 or more'],
		[['--max-connections', 'many'], '--max-connections takes a whole number, 1 or more'],
		[['--idle-timeout', '-1'], '--idle-timeout takes a number of seconds above 0, at most 2147483'],
		[['--bogus-flag'], 'unknown option --bogus-flag'],
		[['--host'], 'Not enough arguments following: host'],
	] as const) {
		const { status, stderr } = await runProgram(NAME, [...args]);
		assert.is(status, 2, reason);
		assert.is(stderr, `echo-server: ${reason}\nTry 'echo-server --help'.\n`);
	}
	const { status, stderr } = await runProgram(NAME, ['--host', '192.0.2.1', '5007']);
	assert.is(status, 1);
	assert.match(stderr, 'echo-server: EADDRNOTAVAIL: ');
	assert.match(stderr, 'bind 192.0.2.1 port 5007');
});

program.run();
