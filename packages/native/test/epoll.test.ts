import { once } from 'node:events';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { binding } from '../lib/binding.ts';
import { createSocket, EPOLLIN, EPOLLOUT, Epoll, type InetAddress, sys } from '../lib/index.ts';
import { thrownBy } from './support.ts';

const epoll = suite('Epoll');

/** A UDP socket on loopback that can send to itself: readable when asked to. */
function loop(): { fd: number; address: InetAddress } {
	const fd = createSocket('udp', 'inet');
	sys.bind(fd, { family: 'inet', address: '127.0.0.1', port: 0 });
	return { fd, address: sys.getsockname(fd) as InetAddress };
}

function poke({ fd, address }: ReturnType<typeof loop>): void {
	sys.sendto(fd, Buffer.from('x'), address);
}

epoll('should report what is ready, as long as it is', async () => {
	const socket = loop();
	let calls = 0;
	await new Promise<void>((resolve) => {
		const watcher = new Epoll((fd, events) => {
			assert.is(fd, socket.fd);
			assert.is(events, EPOLLIN);
			calls++;
			if (calls < 3) return; // not read: reported again
			watcher.close();
			resolve();
		});
		watcher.add(socket.fd, EPOLLIN);
		poke(socket);
	});
	assert.is(calls, 3);
	sys.close(socket.fd);
});

epoll('should watch for other events, or none, when told to', async () => {
	const socket = loop();
	poke(socket);
	const seen: number[] = [];
	await new Promise<void>((resolve) => {
		const watcher = new Epoll((fd, events) => {
			seen.push(events);
			if (seen.length === 1) watcher.modify(fd, EPOLLIN);
			else watcher.delete(fd);
			if (seen.length === 2) {
				setImmediate(() => {
					watcher.close();
					resolve();
				});
			}
		});
		watcher.add(socket.fd, EPOLLOUT);
	});
	assert.equal(seen, [EPOLLOUT, EPOLLIN]);
	sys.close(socket.fd);
});

epoll('should report more descriptors than fit one batch', async () => {
	const sockets = Array.from({ length: 600 }, loop);
	const ready = new Set<number>();
	await new Promise<void>((resolve) => {
		const watcher = new Epoll((fd) => {
			assert.is(sys.recv(fd, Buffer.alloc(8)), 1);
			ready.add(fd);
			if (ready.size < sockets.length) return;
			watcher.close();
			resolve();
		});
		for (const socket of sockets) watcher.add(socket.fd, EPOLLIN);
		sockets.forEach(poke);
	});
	for (const { fd } of sockets) sys.close(fd);
});

epoll('should turn what a callback throws into an uncaught exception', async () => {
	const socket = loop();
	const watcher = new Epoll((fd) => {
		watcher.delete(fd);
		throw new Error('from the callback');
	});
	watcher.add(socket.fd, EPOLLIN);
	poke(socket);
	const [error] = await once(process, 'uncaughtException');
	assert.is(error.message, 'from the callback');
	watcher.close();
	sys.close(socket.fd);
});

epoll('should refuse what cannot be watched', () => {
	const watcher = new Epoll(() => {});
	const socket = loop();
	assert.is(thrownBy(() => watcher.add(-1, EPOLLIN)).code, 'EBADF');
	assert.is(thrownBy(() => watcher.modify(socket.fd, EPOLLIN)).code, 'ENOENT');
	watcher.add(socket.fd, EPOLLIN);
	const twice = thrownBy(() => watcher.add(socket.fd, EPOLLIN));
	assert.is(twice.code, 'EEXIST');
	assert.is(twice.syscall, 'epoll_ctl');
	assert.instance(
		thrownBy(() => watcher.add('x' as unknown as number, EPOLLIN)),
		TypeError,
	);
	watcher.close();
	watcher.close();
	assert.is(thrownBy(() => watcher.add(socket.fd, EPOLLIN)).code, 'EBADF');
	sys.close(socket.fd);
});

/** What JavaScript can do to an array's memory, and the addon must notice. */
const TAKEN_AWAY: Record<string, (ready: Int32Array<ArrayBuffer>) => void> = {
	moved: ({ buffer }) => structuredClone(buffer, { transfer: [buffer] }),
	shrunk: ({ buffer }) => (buffer as unknown as { resize(bytes: number): void }).resize(8),
};

for (const [how, takeAway] of Object.entries(TAKEN_AWAY)) {
	epoll(`should write nothing to an array whose memory was ${how}, and say so`, async () => {
		const socket = loop();
		const size = 2 * binding.Epoll.batch * Int32Array.BYTES_PER_ELEMENT;
		const options = { maxByteLength: size };
		const buffer = Reflect.construct(ArrayBuffer, [size, options]) as ArrayBuffer;
		const ready = new Int32Array(buffer);
		let calls = 0;
		const watcher = new binding.Epoll(ready, () => calls++);
		watcher.add(socket.fd, EPOLLIN);
		takeAway(ready);
		poke(socket);
		const [error] = await once(process, 'uncaughtException');
		assert.instance(error, TypeError);
		assert.match(error.message, '"ready" array');
		await new Promise(setImmediate);
		assert.is(calls, 0);
		watcher.close();
		sys.close(socket.fd);
	});
}

epoll.run();
