// Sockets as systemd hands them over: the same descriptors and variables, by a shell in its place.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createSocket, type InetAddress, listenStream, sys } from '@peercon/native';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const PACKAGES = join(import.meta.dirname, '../..');

/** sd_listen_fds(3): the first descriptor is 3, and the process that is meant is named. */
const ACTIVATE = `export LISTEN_FDS="$1" LISTEN_PID="\${2:-$$}"; shift 2; exec "$@"`;

/** How a program is started with sockets: by its file, so that env(1) of its first line runs, too. */
function activated(name: string, fds: number[], args: string[], settings: string[] = []) {
	const [count = String(fds.length), pid = ''] = settings;
	const bin = join(PACKAGES, name, 'bin', `${name}.js`);
	return spawn('sh', ['-c', ACTIVATE, 'sh', count, pid, bin, ...args], {
		stdio: ['ignore', 'pipe', 'pipe', ...fds],
	});
}

function said(child: ReturnType<typeof activated>, pattern: RegExp): Promise<string> {
	let all = '';
	return new Promise((resolve, reject) => {
		child.stderr?.setEncoding('utf8').on('data', (data) => {
			all += data;
			if (pattern.test(all)) resolve(all);
		});
		child.on('close', () => reject(new Error(`it ended: ${all}`)));
	});
}

async function ending(child: ReturnType<typeof activated>) {
	const stderr = text(child.stderr as NodeJS.ReadableStream);
	const [status] = await once(child, 'close');
	return { status, stderr: await stderr };
}

async function echoed(to: net.NetConnectOpts): Promise<string> {
	const socket = net.connect({ ...to, allowHalfOpen: true });
	socket.end('hello');
	return text(socket);
}

const loopback = { family: 'inet', address: '127.0.0.1', port: 0 } as const;
const tcp = () => listenStream({ protocol: 'tcp', address: loopback });
const portOf = (fd: number) => (sys.getsockname(fd) as InetAddress).port;

const inherited = suite('sockets that a service manager has opened');

inherited('should all be served: TCP, UDP, and a UNIX socket whose path stays', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'peercon-inherited-'));
	const path = join(folder, 'socket');
	const unix = listenStream({ protocol: 'unix-stream', address: { family: 'unix', path } });
	const stream = tcp();
	const datagrams = createSocket('udp', 'inet');
	sys.bind(datagrams, loopback);
	const fds = [stream, datagrams, unix];
	const child = activated('echo-server', fds, []);
	const log = await said(child, /(-> listening on .* ok\n){3}/);
	assert.match(log, `listening on TCP port ${portOf(stream)}, opened as `);
	assert.match(log, `listening on UDP port ${portOf(datagrams)}, opened as `);
	assert.match(log, `listening on UNIX socket ${path}, opened as `);
	assert.is(await echoed({ port: portOf(stream), host: '127.0.0.1' }), 'hello');
	assert.is(await echoed({ path }), 'hello');

	const client = createSocket('udp', 'inet');
	sys.sendto(client, Buffer.from('asked'), sys.getsockname(datagrams) as InetAddress);
	const buffer = Buffer.alloc(10);
	while (sys.recv(client, buffer) < 0) await new Promise((resolve) => setTimeout(resolve, 5));
	assert.is(buffer.toString('utf8', 0, 5), 'asked');

	child.kill();
	assert.equal(await once(child, 'exit'), [0, null]);
	// Who waits meanwhile is served by the next one: the manager still has them.
	const waiting = echoed({ path });
	const next = activated('echo-server', [unix], [path]);
	assert.is(await waiting, 'hello');
	next.kill();
	await once(next, 'exit');
	for (const fd of [...fds, client]) sys.close(fd);
	rmSync(folder, { recursive: true });
});

inherited('should be told of in JSON, with the context of each', async () => {
	const stream = tcp();
	const child = activated('getpeercon-server', [stream], ['--json']);
	const [line] = (await once(child.stdout as NodeJS.ReadableStream, 'data')).map(String);
	const { event, socketContext, local } = JSON.parse(line as string);
	assert.equal([event, local.port], ['listening', portOf(stream)]);
	assert.ok(socketContext === null || /:/.test(socketContext));
	child.kill();
	await once(child, 'exit');
	sys.close(stream);
});

inherited('should be those of the command line, or it says that the units disagree', async () => {
	const stream = tcp();
	const port = portOf(stream);
	const agreeing = activated('getpeercon-server', [stream], [String(port)]);
	await said(agreeing, /waiting/);
	agreeing.kill();
	await once(agreeing, 'exit');

	const other = await ending(activated('getpeercon-server', [stream], ['5']));
	assert.is(other.status, 2);
	assert.match(other.stderr, `the service manager has opened port ${port}, and port 5 is to be`);
	const flag = await ending(activated('echo-server', [stream], ['--udp']));
	assert.is(flag.status, 2);
	assert.match(flag.stderr, '--udp does not go with sockets that the service manager has opened');
	sys.close(stream);
});

inherited('should be meant for this very process', async () => {
	const stream = tcp();
	for (const settings of [
		['1', '1'],
		['0', ''],
	]) {
		const { status, stderr } = await ending(activated('getpeercon-server', [stream], [], settings));
		assert.is(status, 2, settings.join());
		assert.match(stderr, 'an argument is missing');
	}
	sys.close(stream);
});

inherited('should be refused in one sentence where they cannot be served', async () => {
	const listener = tcp();
	const connection = createSocket('tcp', 'inet');
	sys.connect(connection, sys.getsockname(listener) as InetAddress);
	const unix = createSocket('unix-dgram', 'unix');
	const [pipe, end] = sys.pipe();
	for (const [fd, count, told] of [
		[connection, '1', /descriptor 3 is a connection of its own: the \.socket unit needs Accept=no/],
		[unix, '1', /descriptor 3 is a socket of another kind \(unix-dgram\)/],
		[pipe, '1', /descriptor 3 is no socket/],
		[listener, '2x', /LISTEN_FDS is '2x', which is no number/],
		[listener, '9', /EBADF|descriptor \d is no socket/],
	] as const) {
		for (const name of ['echo-server', 'getpeercon-server']) {
			const { status, stderr } = await ending(activated(name, [fd], [], [count]));
			assert.match(stderr, told);
			assert.not.match(stderr, / {4}at /);
			assert.is(status, 1, stderr);
		}
	}
	for (const fd of [listener, connection, unix, pipe, end]) sys.close(fd);
});

inherited(
	'should not be taken by mls-server, whose sockets have a context of their own',
	async () => {
		const stream = tcp();
		const { status, stderr } = await ending(activated('mls-server', [stream], ['5080']));
		assert.is(status, 2);
		assert.match(stderr, 'it opens its own, with the context that its workers need');
		sys.close(stream);
	},
);

inherited('should have a kind', () => {
	const listener = tcp();
	assert.equal(sys.socketKind(listener), { protocol: 'tcp', isListening: true });
	sys.close(listener);
	for (const [protocol, family] of [
		['udp', 'inet6'],
		['unix-seqpacket', 'unix'],
	] as const) {
		const fd = createSocket(protocol, family);
		assert.equal(sys.socketKind(fd), { protocol, isListening: false });
		sys.close(fd);
	}
	const netlink = createSocket('netlink-route', 'netlink');
	assert.equal(sys.socketKind(netlink), { protocol: null, isListening: false });
	sys.close(netlink);
	assert.throws(
		() => sys.socketKind(1e6),
		(error: NodeJS.ErrnoException) => error.code === 'EBADF',
	);
});

inherited.run();
