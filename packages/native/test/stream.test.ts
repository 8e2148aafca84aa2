import { getEventListeners, once } from 'node:events';
import net from 'node:net';
import { skipUnless } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import * as native from '../lib/index.ts';
import { rejectionOf } from './support.ts';

const LOOPBACK = { family: 'inet', address: '127.0.0.1', port: 0 } as const;

const noSctp = (() => {
	try {
		native.sys.close(native.createSocket('sctp', 'inet'));
		return undefined;
	} catch (error) {
		return (error as Error).message;
	}
})();

const streams = suite('streams');
const onSctp = skipUnless(streams, noSctp);

/** A message there and back through net, over a descriptor that this package made. */
async function roundTrip(protocol: native.StreamProtocol, at: native.SocketAddress) {
	const fd = native.listenStream({ protocol, address: at });
	const address = native.sys.getsockname(fd) as native.SocketAddress;
	const server = net.createServer((socket) => socket.pipe(socket)).listen({ fd });
	const client = await native.connectStream({ protocol, address });
	client.write('hello');
	const [data] = await once(client, 'data');
	assert.is(`${data}`, 'hello');
	client.destroy();
	server.close();
	await once(server, 'close');
}

streams('should go over TCP and IPv6', async () => {
	await roundTrip('tcp', LOOPBACK);
	await roundTrip('tcp', { family: 'inet6', address: '::1', port: 0 });
});

streams('should go over UNIX sockets', async () => {
	await roundTrip('unix-stream', { family: 'unix', path: `/tmp/peercon-stream-${process.pid}` });
});

onSctp('should go over SCTP, which Node has not', async () => {
	await roundTrip('sctp', LOOPBACK);
	await roundTrip('sctp', { family: 'inet6', address: '::1', port: 0 });
});

streams('should fail with the error of connect(2), and leave nothing open', async () => {
	const fd = native.listenStream({ protocol: 'tcp', address: LOOPBACK });
	const address = native.sys.getsockname(fd) as native.InetAddress;
	native.sys.close(fd);
	const error = await rejectionOf(native.connectStream({ protocol: 'tcp', address }));
	assert.is(error.code, 'ECONNREFUSED');
	assert.is(error.syscall, 'connect');
	assert.match(error.message, `127.0.0.1 port ${address.port}`);
	const next = native.createSocket('tcp', 'inet');
	assert.is(next, fd);
	native.sys.close(next);
});

/** A listener whose queue is full: a further connect(2) is under way until it has room. */
function fullListener() {
	const fd = native.listenStream({ protocol: 'tcp', address: LOOPBACK, backlog: 0 });
	const address = native.sys.getsockname(fd) as native.SocketAddress;
	const clients = Array.from({ length: 4 }, () => native.createSocket('tcp', 'inet'));
	for (const client of clients) native.sys.connect(client, address);
	return { fd, clients, options: { protocol: 'tcp', address } as const };
}

streams('should give up when the signal says so', async () => {
	const { fd, clients, options } = fullListener();
	const signal = AbortSignal.timeout(50);
	const first = await rejectionOf(native.connectStream({ ...options, signal }));
	const second = await rejectionOf(native.connectStream({ ...options, signal }));
	assert.is(first.name, 'TimeoutError');
	assert.is(second.name, 'TimeoutError');
	for (const open of [...clients, fd]) native.sys.close(open);
});

streams('should succeed or fail later, when connecting takes a while', async () => {
	const { fd, clients, options } = fullListener();
	const { signal } = new AbortController();
	const pending = native.connectStream({ ...options, signal });
	// Room, now and later: the kernel tries again after a second, for the other clients too.
	const server = net.createServer((socket) => socket.destroy()).listen({ fd });
	(await pending).destroy();
	assert.is(getEventListeners(signal, 'abort').length, 0);
	for (const client of clients) native.sys.close(client);
	server.close();
	await once(server, 'close');

	const refused = fullListener();
	const failing = rejectionOf(native.connectStream({ ...refused.options, signal }));
	for (const open of [...refused.clients, refused.fd]) native.sys.close(open);
	const error = await failing;
	assert.is(error.code, 'ECONNREFUSED');
	assert.match(error.message, /connect 127\.0\.0\.1 port \d+$/);
	assert.is(getEventListeners(signal, 'abort').length, 0);
});

streams.run();
