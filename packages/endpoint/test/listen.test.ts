import { once } from 'node:events';
import net from 'node:net';
import type { InetAddress } from '@peercon/native';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { closeListeners, openListeners } from '../src/index.ts';

const listen = suite('listening');

const portsOf = ({ streams, datagrams }: Awaited<ReturnType<typeof openListeners>>) =>
	[...streams, ...datagrams].map(({ address }) => (address as InetAddress).port);

listen('should give all protocols the port that the kernel chose', async () => {
	const listeners = await openListeners({ port: 0 }, ['tcp', 'udp']);
	const [tcp, udp] = portsOf(listeners);
	assert.ok(tcp);
	assert.is(tcp, udp);
	closeListeners(listeners);
});

listen('should be on IPv6 and IPv4 together, or on one host', async () => {
	const everywhere = await openListeners({ port: 0 }, ['tcp']);
	const [port = 0] = portsOf(everywhere);
	for (const host of ['127.0.0.1', '::1', '127.0.0.77']) {
		const socket = net.connect(port, host);
		await once(socket, 'connect');
		socket.destroy();
	}
	closeListeners(everywhere);

	const one = await openListeners({ port: 0 }, ['tcp'], '127.0.0.1');
	assert.equal(one.streams[0]?.address, {
		family: 'inet',
		address: '127.0.0.1',
		port: portsOf(one)[0],
	});
	closeListeners(one);
});

listen('should open all or nothing', async () => {
	// An address of its own: another test's connection cannot happen to have the port.
	const host = '127.0.0.9';
	const taken = await openListeners({ port: 0 }, ['udp'], host);
	try {
		const [port = 0] = portsOf(taken);
		try {
			await openListeners({ port }, ['tcp', 'udp'], host);
			assert.unreachable();
		} catch (error) {
			assert.is((error as NodeJS.ErrnoException).code, 'EADDRINUSE');
		}
		closeListeners(await openListeners({ port }, ['tcp'], host)); // so TCP was given back
	} finally {
		closeListeners(taken);
	}
});

listen('should say which host it does not find', async () => {
	try {
		await openListeners({ port: 0 }, ['tcp'], 'no-such-host.invalid');
		assert.unreachable();
	} catch (error) {
		assert.is((error as NodeJS.ErrnoException).syscall, 'getaddrinfo');
		assert.match((error as Error).message, 'no-such-host.invalid');
	}
});

listen.run();
