import { spawn } from 'node:child_process';
import dgram from 'node:dgram';
import { once } from 'node:events';
import { existsSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { skipUnless } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import * as native from '../lib/index.ts';
import { errnoOf, noSelinux, thrownBy, withSelinux } from './support.ts';

const datagrams = suite('datagrams with their sender');
const onSelinux = skipUnless(datagrams, noSelinux);
const withoutSelinux = skipUnless(datagrams, withSelinux);

const at = (address: string) =>
	({ family: address.includes(':') ? 'inet6' : 'inet', address, port: 0 }) as const;

/** Sends data from one socket to another, and gives what arrives there. */
async function deliver(
	from: native.LabeledDatagramSocket,
	to: native.LabeledDatagramSocket,
	data: Buffer,
	address = to.address,
): Promise<native.Datagram> {
	const arrival = once(to, 'message');
	assert.is(from.send(data, address), data.length);
	return (await arrival)[0];
}

datagrams('should arrive whole, with an address to answer to', async () => {
	for (const host of ['127.0.0.1', '::1']) {
		const server = new native.LabeledDatagramSocket(at(host));
		const client = new native.LabeledDatagramSocket(at(host));
		for (const data of [Buffer.from('hello'), Buffer.alloc(0), Buffer.alloc(60_000, 'abc')]) {
			const datagram = await deliver(client, server, data);
			assert.ok(datagram.data.equals(data));
			assert.equal(datagram.from, client.address);
			assert.is(datagram.truncated, false);
			const answer = await deliver(server, client, data, datagram.from as native.SocketAddress);
			assert.ok(answer.data.equals(data));
		}
		server.close();
		client.close();
	}
});

datagrams('should come from IPv4 on an IPv6 wildcard, too', async () => {
	const server = new native.LabeledDatagramSocket(at('::'));
	const client = new native.LabeledDatagramSocket(at('127.0.0.1'));
	const { port } = server.address as native.InetAddress;
	const to = { family: 'inet', address: '127.0.0.1', port } as const;
	const datagram = await deliver(client, server, Buffer.from('x'), to);
	assert.is((datagram.from as native.InetAddress).address, '::ffff:127.0.0.1');
	await deliver(server, client, Buffer.from('y'), datagram.from as native.SocketAddress);
	server.close();
	client.close();
});

withoutSelinux('should carry no context without SELinux', async () => {
	const server = new native.LabeledDatagramSocket(at('127.0.0.1'));
	const datagram = await deliver(server, server, Buffer.from('to myself'));
	assert.is(datagram.context, null);
	server.close();
});

datagrams('should say where they were sent to, and be answered from there', async () => {
	for (const host of ['0.0.0.0', '::']) {
		const server = new native.LabeledDatagramSocket(at(host));
		const { port } = server.address as native.InetAddress;
		const client = dgram.createSocket('udp4');
		client.connect(port, '127.0.0.77'); // takes answers from nobody else
		await once(client, 'connect');
		const arrival = once(server, 'message');
		client.send('question');
		const [{ from, to }] = await arrival;
		assert.match(to.address, '127.0.0.77');
		assert.is(to.port, port);
		assert.is(server.send(Buffer.from('answer'), from, to), 6);
		assert.is(`${(await once(client, 'message'))[0]}`, 'answer');
		client.close();
		server.close();
	}
});

/** The paths of what this process has open. */
function openFiles(): string[] {
	return readdirSync('/proc/self/fd').map((fd) => {
		try {
			return readlinkSync(`/proc/self/fd/${fd}`);
		} catch {
			return ''; // the descriptor that the folder was read by
		}
	});
}

datagrams('should bring no descriptors along', async () => {
	const path = `/tmp/peercon-${process.pid}-rights`;
	const server = new native.LabeledDatagramSocket({ family: 'unix', path });
	const arrival = once(server, 'message');
	const script = `import os, socket
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.connect('${path}')
socket.send_fds(s, [b'x'], [os.open('${import.meta.filename}', os.O_RDONLY) for _ in range(50)])`;
	const sender = spawn('python3', ['-c', script], { stdio: 'ignore' });
	await Promise.all([arrival, once(sender, 'exit')]);
	const files = openFiles();
	rmSync(path);
	server.close();
	assert.not.ok(files.includes(import.meta.filename));
});

datagrams('should work over UNIX sockets, and say when one was cut', async () => {
	const path = (name: string) => `/tmp/peercon-${process.pid}-${name}`;
	const unix = (name: string) => ({ family: 'unix', path: path(name) }) as const;
	const server = new native.LabeledDatagramSocket(unix('server'));
	const client = new native.LabeledDatagramSocket(unix('client'));
	const { from } = await deliver(client, server, Buffer.from('x'));
	assert.equal(from, unix('client'));
	const long = await deliver(client, server, Buffer.alloc(70_000));
	assert.is(long.truncated, true);
	assert.is(long.data.length, 65_536);

	const nameless = native.createSocket('unix-dgram', 'unix');
	const arrival = once(server, 'message');
	native.sys.sendto(nameless, Buffer.from('x'), unix('server'));
	assert.is((await arrival)[0].from, null);
	native.sys.close(nameless);
	for (const socket of [server, client]) {
		rmSync((socket.address as native.UnixAddress).path);
		socket.close();
	}
});

datagrams('should be answered by the sender that recvfrom has told', () => {
	const [one, other, nameless] = ['one', 'other', undefined].map((end) => {
		const fd = native.createSocket('unix-dgram', 'unix');
		const abstract = `peercon-${process.pid}-${end}`;
		if (end) native.sys.bind(fd, { family: 'abstract', abstract });
		return fd;
	}) as [number, number, number];
	const to = native.sys.getsockname(other) as native.LocalAddress;
	const sender = new native.Sender();
	const buffer = Buffer.alloc(8);
	assert.is(errnoOf(native.sys.recvfrom(other, buffer, sender)), 'EAGAIN');
	native.sys.sendto(one, Buffer.from('hello'), to);
	assert.is(native.sys.recvfrom(other, buffer, sender), 5);
	assert.is(buffer.toString('utf8', 0, 5), 'hello');
	assert.is(sender.hasAddress, true);
	assert.is(sender.context, null); // nobody has asked for it: passinfo
	assert.is(native.sys.sendto(other, Buffer.from('back'), sender.bytes), 4);
	assert.is(native.sys.recv(one, buffer), 4);
	native.sys.sendto(one, Buffer.alloc(9), to);
	assert.is(errnoOf(native.sys.recvfrom(other, buffer, sender)), 'EMSGSIZE');
	native.sys.sendto(nameless, Buffer.from('x'), to);
	assert.is(native.sys.recvfrom(other, buffer, sender), 1);
	assert.is(sender.hasAddress, false);
	// Nothing in its bytes is trusted.
	sender.bytes.fill(0xff);
	assert.is(errnoOf(native.sys.sendto(other, Buffer.from('x'), sender.bytes)), 'EINVAL');
	for (const fd of [one, other, nameless]) native.sys.close(fd);
});

onSelinux("should carry the sender's context over a UNIX socket", async () => {
	const address = { family: 'unix', path: `/tmp/peercon-${process.pid}-context` } as const;
	const server = new native.LabeledDatagramSocket(address);
	const datagram = await deliver(server, server, Buffer.from('x'));
	assert.is(datagram.context, native.getcon_raw());
	const plain = native.createSocket('unix-dgram', 'unix');
	native.sys.bind(plain, { family: 'abstract', abstract: '' });
	native.sys.passinfo(plain);
	const own = native.sys.getsockname(plain) as native.LocalAddress;
	native.sys.sendto(plain, Buffer.from('x'), own);
	const sender = new native.Sender();
	assert.is(native.sys.recvfrom(plain, Buffer.alloc(1), sender), 1);
	assert.is(sender.context, native.getcon_raw());
	native.sys.close(plain);
	rmSync(address.path);
	server.close();
});

datagrams('should stop at once when closed while datagrams wait', async () => {
	const server = new native.LabeledDatagramSocket(at('127.0.0.1'));
	const to = server.address;
	let arrived = 0;
	server.on('message', () => {
		arrived++;
		server.close();
	});
	for (let i = 0; i < 10; i++) server.send(Buffer.from('x'), to);
	await once(server, 'message');
	await new Promise(setImmediate);
	server.close();
	assert.is(arrived, 1);
});

datagrams('should leave nothing open when the address is taken', () => {
	const server = new native.LabeledDatagramSocket(at('127.0.0.1'));
	const probe = native.createSocket('udp', 'inet');
	native.sys.close(probe);
	const error = thrownBy(() => new native.LabeledDatagramSocket(server.address));
	assert.is(error.code, 'EADDRINUSE');
	assert.ok(!existsSync(`/proc/self/fd/${probe}`));
	server.close();
});

datagrams.run();
