import dgram from 'node:dgram';
import { once } from 'node:events';
import { readlinkSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { TLSSocket } from 'node:tls';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { socketFd, sys } from '../lib/index.ts';
import { thrownBy } from './support.ts';

// Node does not document where it keeps a descriptor. Should a version move it, this fails.

const fd = suite('socketFd');

fd('should find the descriptor of every kind of stream socket', async () => {
	for (const server of [net.createServer(), http.createServer()]) {
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		const { port } = server.address() as net.AddressInfo;
		assert.is((sys.getsockname(socketFd(server)) as net.AddressInfo).port, port);

		const client = net.connect(port, '127.0.0.1');
		await once(client, 'connect');
		assert.is((sys.getpeername(socketFd(client)) as net.AddressInfo).port, port);
		assert.is(socketFd(new TLSSocket(client)), socketFd(client));
		client.destroy();
		server.close();
	}
});

fd('should find the descriptor of a UNIX socket', async () => {
	const path = `/tmp/peercon-fd-${process.pid}`;
	const server = net.createServer().listen(path);
	await once(server, 'listening');
	assert.equal(sys.getsockname(socketFd(server)), { family: 'unix', path });
	const client = net.connect(path);
	await once(client, 'connect');
	assert.match(readlinkSync(`/proc/self/fd/${socketFd(client)}`), /^socket:/);
	client.destroy();
	server.close();
});

fd('should find the descriptor of a datagram socket, without a deprecation warning', async () => {
	const warnings: Error[] = [];
	const note = (warning: Error) => warnings.push(warning);
	process.on('warning', note);
	const socket = dgram.createSocket('udp4').bind(0, '127.0.0.1');
	await once(socket, 'listening');
	assert.is((sys.getsockname(socketFd(socket)) as net.AddressInfo).port, socket.address().port);
	socket.close();
	await new Promise(setImmediate);
	process.off('warning', note);
	assert.equal(warnings, []);
});

fd('should say EBADF for a socket that is closed or not open yet', async () => {
	const server = net.createServer().listen(0);
	await once(server, 'listening');
	server.close();
	const socket = dgram.createSocket('udp4');
	socket.close();
	const destroyed = new net.Socket();
	destroyed.destroy();
	for (const closed of [server, socket, destroyed, new net.Socket(), net.createServer()]) {
		const error = thrownBy(() => socketFd(closed));
		assert.is(error.code, 'EBADF');
		assert.is(error.errno, -9);
		assert.is(error.syscall, 'socketFd');
	}
});

fd('should refuse anything else', () => {
	for (const wrong of [undefined, null, 3, 'x', {}, { _handle: { fd: 1 } }]) {
		const error = thrownBy(() => socketFd(wrong as net.Socket));
		assert.instance(error, TypeError);
		assert.match(error.message, '"socket"');
	}
});

fd.run();
