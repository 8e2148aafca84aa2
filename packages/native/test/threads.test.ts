import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import * as native from '../lib/index.ts';
import { thrownBy } from './support.ts';

const INDEX = fileURLToPath(new URL('../dist/index.js', import.meta.url));

/** Works in one thread as a server does: many calls, and an Epoll and a socket that stay open. */
const BODY = `
const { parentPort } = require('node:worker_threads');
import(${JSON.stringify(INDEX)}).then((native) => {
	const socket = new native.LabeledDatagramSocket({ family: 'inet', address: '127.0.0.1', port: 0 });
	let left = 200;
	socket.on('message', () => {
		try {
			native.getpeercon(socket.fd);
		} catch {}
		if (native.is_selinux_enabled()) {
			const mine = native.getcon_raw();
			native.selinux_check_access(mine, mine, 'process', 'fork');
		}
		if (left-- > 0) socket.send(Buffer.from('x'), socket.address);
		else parentPort.postMessage('done');
	});
	socket.send(Buffer.from('x'), socket.address);
});`;

const threads = suite('threads');

threads('should each load the addon and use it, at the same time', async () => {
	const workers = Array.from({ length: 8 }, () => new Worker(BODY, { eval: true }));
	for (const [message] of await Promise.all(workers.map((worker) => once(worker, 'message')))) {
		assert.is(message, 'done');
	}
	// Each ends with an open Epoll and data on its way.
	await Promise.all(workers.map((worker) => worker.terminate()));
	assert.type(native.is_selinux_enabled(), 'boolean');
});

threads('should end at any moment without taking the process along', async () => {
	for (let i = 0; i < 12; i++) {
		const worker = new Worker(BODY, { eval: true });
		if (i % 3 === 0) await once(worker, 'online');
		if (i % 3 === 1) await once(worker, 'message');
		await worker.terminate();
	}
});

/** What a thread may be doing when it is ended: calls that succeed, that fail, and callbacks. */
const BUSY = `
import(${JSON.stringify(INDEX)}).then((native) => {
	const { sys } = native;
	const fd = native.createSocket('udp', 'inet');
	sys.bind(fd, { family: 'inet', address: '127.0.0.1', port: 0 });
	const to = sys.getsockname(fd);
	const epoll = new native.Epoll(() => {
		for (let i = 0; i < 100; i++) {
			sys.getsockname(fd);
			try { native.getpeercon(-1); } catch {}
			try { epoll.add(-1, 1); } catch {}
		}
	});
	epoll.add(fd, native.EPOLLIN);
	sys.sendto(fd, Buffer.from('never read, so always ready'), to);
	require('node:worker_threads').parentPort.postMessage('busy');
});`;

threads('should end in the middle of a call, too', async () => {
	for (let i = 0; i < 20; i++) {
		const worker = new Worker(BUSY, { eval: true });
		await once(worker, 'message');
		await worker.terminate();
	}
});

/** Takes a semaphore, changes what is shared, and gives the semaphore back, again and again. */
const TAKING_TURNS = (set: number, segment: number) => `
import(${JSON.stringify(INDEX)}).then(({ Memory, sysv, Waiter }) => {
	globalThis.memory = Memory.shmat(${segment}); // not to be collected
	const counter = new Int32Array(1);
	const bytes = new Uint8Array(counter.buffer);
	let left = 100;
	const waiter = new Waiter((result) => {
		if (result !== 0) throw new Error('semop: ' + result);
		memory.read(0, bytes);
		counter[0]++;
		memory.write(0, bytes);
		sysv.semop(${set}, [0, 1, 0]);
		if (--left > 0) return waiter.semop(${set}, [0, -1, 0]);
		waiter.semop(${set}, [1, -1, 0]); // for ever
		require('node:worker_threads').parentPort.postMessage('done');
	});
	waiter.semop(${set}, [0, -1, 0]);
});`;

threads('should each wait for their turn, and end with what they have open', async () => {
	const { IPC_PRIVATE, ...sysv } = native.sysv;
	const set = sysv.semget(IPC_PRIVATE, 2, 0o600);
	const segment = sysv.shmget(IPC_PRIVATE, 4, 0o600);
	try {
		sysv.semsetval(set, 0, 1);
		const code = TAKING_TURNS(set, segment);
		const workers = Array.from({ length: 8 }, () => new Worker(code, { eval: true }));
		await Promise.all(workers.map((worker) => once(worker, 'message')));
		const bytes = Buffer.alloc(4);
		const memory = native.Memory.shmat(segment);
		memory.read(0, bytes);
		memory.close();
		assert.is(new Int32Array(bytes.buffer, bytes.byteOffset, 1)[0], 800);
		assert.is(sysv.shmstat(segment).attached, 8);
		await Promise.all(workers.map((worker) => worker.terminate()));
		assert.is(sysv.shmstat(segment).attached, 0);
	} finally {
		sysv.semremove(set);
		sysv.shmremove(segment);
	}
});

threads('should leave no port behind when they are ended', async () => {
	const worker = new Worker(
		`import(${JSON.stringify(INDEX)}).then(({ LabeledDatagramSocket }) => {
			const socket = new LabeledDatagramSocket({ family: 'inet', address: '127.0.0.1', port: 0 });
			require('node:worker_threads').parentPort.postMessage(socket.address);
		});`,
		{ eval: true },
	);
	const [address] = await once(worker, 'message');
	const taken = thrownBy(() => new native.LabeledDatagramSocket(address));
	assert.is(taken.code, 'EADDRINUSE');
	await worker.terminate();
	new native.LabeledDatagramSocket(address).close();
});

threads('should close nothing that another thread has by then', async () => {
	const worker = new Worker(
		`import(${JSON.stringify(INDEX)}).then(({ createSocket, sys }) => {
			const fd = createSocket('udp', 'inet');
			sys.own(fd);
			sys.close(fd);
			require('node:worker_threads').parentPort.postMessage(fd);
		});`,
		{ eval: true },
	);
	const [closed] = await once(worker, 'message');
	// The kernel gives out the lowest free number, so one of these is the worker's old one.
	const fds: number[] = [];
	while (!fds.includes(closed)) fds.push(native.createSocket('udp', 'inet'));
	await worker.terminate();
	for (const fd of fds) native.sys.close(fd); // EBADF if the worker closed it
});

threads.run();
