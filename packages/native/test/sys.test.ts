import { spawnSync } from 'node:child_process';
import { fstatSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createSocket, type InetAddress, listenStream, sys, systemError } from '../lib/index.ts';
import { thrownBy } from './support.ts';

const { EAGAIN, EPIPE, EMSGSIZE } = constants.errno;

const calls = suite('socket calls');

/** A connected pair on loopback: [accepted, connected, listener]. */
function connection(address = '127.0.0.1'): [number, number, number] {
	const family = address.includes(':') ? 'inet6' : 'inet';
	const listener = listenStream({ protocol: 'tcp', address: { family, address, port: 0 } });
	const { port } = sys.getsockname(listener) as InetAddress;
	const connected = createSocket('tcp', family);
	sys.connect(connected, { family, address, port });
	// On loopback the handshake is over when connect(2) returns, also a non-blocking one.
	return [sys.accept(listener), connected, listener];
}

calls('should carry bytes, in part where asked, and see the end', () => {
	for (const address of ['127.0.0.1', '::1']) {
		const [accepted, connected, listener] = connection(address);
		assert.is(sys.recv(accepted, Buffer.alloc(8)), -EAGAIN);
		assert.is(sys.send(connected, Buffer.from('xhellox'), 1, 6), 5);
		const buffer = Buffer.alloc(8);
		assert.is(sys.recv(accepted, buffer), 5);
		assert.is(buffer.toString('utf8', 0, 5), 'hello');
		assert.equal(sys.getpeername(connected), sys.getsockname(listener));
		sys.close(connected);
		assert.is(sys.recv(accepted, buffer), 0);
		sys.close(accepted);
		sys.close(listener);
	}
});

calls('should make a pipe that carries what a program writes', () => {
	const [read, write] = sys.pipe();
	const { status } = spawnSync('echo', ['hello'], { stdio: ['ignore', write, 'inherit'] });
	assert.is(status, 0);
	sys.close(write);
	assert.ok(fstatSync(read).isFIFO());
	assert.is(readFileSync(read, 'utf8'), 'hello\n');
	sys.close(read);
});

calls('should return what fails as a matter of course, not throw it', () => {
	const [accepted, connected, listener] = connection();
	assert.is(sys.accept(listener), -EAGAIN);
	sys.close(connected);
	while (sys.send(accepted, Buffer.alloc(1), 0, 1) > 0);
	assert.is(sys.send(accepted, Buffer.alloc(1), 0, 1), -EPIPE); // and no SIGPIPE
	sys.close(accepted);
	sys.close(listener);
	const socket = createSocket('udp', 'inet');
	const to = { family: 'inet', address: '127.0.0.1', port: 9 } as const;
	assert.is(sys.sendto(socket, Buffer.alloc(70_000), to), -EMSGSIZE);
	sys.close(socket);
});

calls('should take IPv4 on the IPv6 wildcard', () => {
	const address = { family: 'inet6', address: '::', port: 0 } as const;
	const listener = listenStream({ protocol: 'tcp', address });
	const { port } = sys.getsockname(listener) as InetAddress;
	const client = createSocket('tcp', 'inet');
	sys.connect(client, { family: 'inet', address: '127.0.0.1', port });
	const accepted = sys.accept(listener);
	assert.is((sys.getpeername(accepted) as InetAddress).address, '::ffff:127.0.0.1');
	for (const fd of [accepted, client, listener]) sys.close(fd);
});

calls('should name the call and its object when preparing a socket fails', () => {
	const listener = listenStream({
		protocol: 'tcp',
		address: { family: 'inet', address: '127.0.0.1', port: 0 },
	});
	const address = sys.getsockname(listener) as InetAddress;
	const error = thrownBy(() => listenStream({ protocol: 'tcp', address }));
	assert.is(error.code, 'EADDRINUSE');
	assert.is(error.syscall, 'bind');
	assert.match(error.message, `bind 127.0.0.1 port ${address.port}`);
	sys.close(listener);

	assert.is(thrownBy(() => sys.getpeername(-1)).syscall, 'getpeername');
	assert.is(thrownBy(() => sys.close(-1)).message, 'EBADF: bad file descriptor, close fd -1');
	assert.is(thrownBy(() => sys.listen(-1, 1)).code, 'EBADF');
	assert.is(thrownBy(() => sys.passinfo(-1)).syscall, 'setsockopt');
});

calls('should leave nothing open when listening fails', () => {
	const before = createSocket('tcp', 'inet');
	sys.close(before);
	const address = { family: 'inet', address: '192.0.2.1', port: 0 } as const;
	assert.is(thrownBy(() => listenStream({ protocol: 'tcp', address })).code, 'EADDRNOTAVAIL');
	const after = createSocket('tcp', 'inet');
	assert.is(after, before);
	sys.close(after);
});

calls('should make system errors of either sign', () => {
	for (const errno of [constants.errno.EACCES, -constants.errno.EACCES]) {
		const error = systemError(errno, 'connect', '::1 port 7');
		assert.is(error.message, 'EACCES: permission denied, connect ::1 port 7');
		assert.is(error.errno, -13);
		assert.is(error.code, 'EACCES');
	}
});

calls.run();
