import net from 'node:net';
import { type InetAddress, sys } from '@peercon/native';
import { eventually } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Acceptor, closeListeners, openListeners } from '../src/index.ts';

const acceptor = suite('Acceptor');

acceptor('should pause both of its listeners once, and close twice', async () => {
	const path = `/tmp/peercon-acceptor-${process.pid}`;
	const events: string[] = [];
	const accepted: number[] = [];
	const limited = new Acceptor({
		maxConnections: 1,
		onAccept: (fd) => accepted.push(fd),
		onEvent: ({ event }) => events.push(event),
	});
	const tcp = await openListeners({ port: 0 }, ['tcp']);
	const unix = await openListeners({ path }, []);
	for (const listener of [...tcp.streams, ...unix.streams]) limited.add(listener);
	const [listener] = tcp.streams;
	assert.ok(listener);
	const { port } = listener.address as InetAddress;
	// All four wait before the first is accepted: one batch.
	const sockets = [net.connect(port), net.connect(path), net.connect(port), net.connect(path)];
	await eventually(() => events.includes('paused'), 'the limit is reached');
	for (const socket of sockets) socket.on('error', () => {}).destroy();
	assert.is(limited.connections, 1);
	limited.close();
	for (const fd of accepted) {
		sys.close(fd);
		limited.ended();
	}
	limited.close();
	for (const listeners of [tcp, unix, tcp]) closeListeners(listeners);
	assert.equal([events, limited.connections], [['paused'], 0]);
});

acceptor.run();
