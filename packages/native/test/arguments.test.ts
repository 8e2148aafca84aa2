import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { binding } from '../lib/binding.ts';
import * as native from '../lib/index.ts';
import { thrownBy } from './support.ts';

const { posix, sys, sysv } = native;

// What TypeScript would refuse, as a JavaScript caller may pass it.
type Loose = (...args: unknown[]) => unknown;

const construct =
	(Class: unknown): Loose =>
	(...args) =>
		Reflect.construct(Class as new () => object, args);

/** A method of an object that each call makes anew, and closes. */
const using =
	(make: () => { close(): void }, method: string): Loose =>
	(...args) => {
		const object = make();
		try {
			return (object as unknown as Record<string, Loose>)[method]?.(...args);
		} finally {
			object.close();
		}
	};

function memory(): native.Memory {
	const fd = sys.memfd_create('arguments');
	try {
		return native.Memory.mmap(fd, 1);
	} finally {
		sys.close(fd);
	}
}

const waiter = () => new binding.Waiter(() => {});

/** Each function with one right value for each of its arguments, by name. */
const functions: Record<string, [call: unknown, args: Record<string, unknown>]> = {
	getpidcon: [native.getpidcon, { pid: 1 }],
	getpeercon: [native.getpeercon, { fd: 0 }],
	getpeercon_raw: [native.getpeercon_raw, { fd: 0 }],
	tryGetpeercon: [native.tryGetpeercon, { fd: 0 }],
	getsocketcon: [native.getsocketcon, { fd: 0 }],
	getfilecon: [native.getfilecon, { path: '/' }],
	lgetfilecon: [native.lgetfilecon, { path: '/' }],
	fgetfilecon: [native.fgetfilecon, { fd: 0 }],
	security_check_context: [native.security_check_context, { context: 'a:b:c' }],
	security_canonicalize_context: [native.security_canonicalize_context, { context: 'a:b:c' }],
	selinux_raw_to_trans_context: [native.selinux_raw_to_trans_context, { context: 'a:b:c' }],
	security_compute_create: [
		native.security_compute_create,
		{ source: 'a:b:c', target: 'a:b:c', className: 'process' },
	],
	security_compute_av: [
		native.security_compute_av,
		{ source: 'a:b:c', target: 'a:b:c', className: 'file' },
	],
	selinux_check_access: [
		native.selinux_check_access,
		{ source: 'a:b:c', target: 'a:b:c', className: 'file', permission: 'read' },
	],
	spawnWithContext: [native.spawnWithContext, { context: 'a:b:c' }],
	createSocket: [native.createSocket, { protocol: 'tcp', family: 'inet' }],
	createSocketPair: [native.createSocketPair, { type: 'stream' }],
	recvfds: [sys.recvfds, { fd: -1, buffer: Buffer.alloc(1) }],
	bind: [sys.bind, { fd: -1, address: { address: '::1', port: 0 } }],
	listen: [sys.listen, { fd: -1, backlog: 1 }],
	connect: [sys.connect, { fd: -1, address: { path: '/x' } }],
	accept: [sys.accept, { fd: -1 }],
	recv: [sys.recv, { fd: -1, buffer: Buffer.alloc(1) }],
	send: [sys.send, { fd: -1, buffer: Buffer.alloc(1), start: 0, end: 1 }],
	recvmsg: [sys.recvmsg, { fd: -1, buffer: Buffer.alloc(1) }],
	recvfrom: [
		binding.recvfrom,
		{ fd: -1, buffer: Buffer.alloc(1), sender: new native.Sender().bytes },
	],
	sendto: [sys.sendto, { fd: -1, buffer: Buffer.alloc(1), address: { path: '/x' } }],
	own: [sys.own, { fd: 0 }],
	nonblock: [sys.nonblock, { fd: -1 }],
	mkfifo: [sys.mkfifo, { path: '/', mode: 0 }],
	memfd_create: [sys.memfd_create, { name: 'x' }],
	flock: [sys.flock, { fd: -1 }],
	read: [sys.read, { fd: -1, buffer: Buffer.alloc(1) }],
	write: [sys.write, { fd: -1, bytes: Buffer.alloc(1) }],
	shmget: [sysv.shmget, { key: 0, size: 0, flags: 0 }],
	shmstat: [sysv.shmstat, { id: -1 }],
	shmremove: [sysv.shmremove, { id: -1 }],
	semget: [sysv.semget, { key: 0, count: 0, flags: 0 }],
	semsetval: [sysv.semsetval, { id: -1, number: 0, value: 0 }],
	semgetval: [sysv.semgetval, { id: -1, number: 0 }],
	semremove: [sysv.semremove, { id: -1 }],
	semop: [sysv.semop, { id: -1, operations: [0, 1, 0] }],
	msgget: [sysv.msgget, { key: 1, flags: 0 }],
	msgstat: [sysv.msgstat, { id: -1 }],
	msgremove: [sysv.msgremove, { id: -1 }],
	msgsnd: [sysv.msgsnd, { id: -1, type: 1, bytes: Buffer.alloc(1) }],
	msgrcv: [sysv.msgrcv, { id: -1, type: 0, buffer: Buffer.alloc(1) }],
	shm_open: [posix.shm_open, { name: '/a/b', flags: 0, mode: 0 }],
	shm_unlink: [posix.shm_unlink, { name: '/a/b' }],
	sem_unlink: [posix.sem_unlink, { name: '/a/b' }],
	mq_open: [posix.mq_open, { name: '/a/b', flags: 0, mode: 0, maxmsg: 1, msgsize: 1 }],
	mq_msgsize: [posix.mq_msgsize, { queue: -1 }],
	mq_send: [posix.mq_send, { queue: -1, bytes: Buffer.alloc(1) }],
	mq_receive: [posix.mq_receive, { queue: -1, buffer: Buffer.alloc(1) }],
	mq_unlink: [posix.mq_unlink, { name: '/a/b' }],
	Semaphore: [construct(binding.Semaphore), { name: '/a/b', flags: 0, mode: 0, value: 0 }],
	'Memory, a segment': [(id: unknown) => native.Memory.shmat(id as number), { id: -1 }],
	'Memory, a file': [
		(fd: unknown, length: unknown) => native.Memory.mmap(fd as number, length as number),
		{ fd: -1, length: 1 },
	],
	'Memory.read': [using(memory, 'read'), { offset: 0, buffer: Buffer.alloc(1) }],
	'Memory.write': [using(memory, 'write'), { offset: 0, bytes: Buffer.alloc(1) }],
	Waiter: [construct(binding.Waiter), { onDone() {} }],
	'Waiter.semop': [using(waiter, 'semop'), { id: -1, operations: [0, 1, 0] }],
	'Waiter.msgrcv': [using(waiter, 'msgrcv'), { id: -1, type: 0, buffer: Buffer.alloc(1) }],
	'Waiter.sem_wait': [using(waiter, 'sem_wait'), { semaphore: undefined }],
	'Waiter.flock': [using(waiter, 'flock'), { fd: -1 }],
	systemError: [native.systemError, { errno: 1, syscall: 'x', object: 'y' }],
};

const WRONG = [undefined, null, true, 1.5, Number.NaN, 2 ** 40, Symbol('x'), [], () => {}];

const args = suite('arguments');

for (const [name, [call, right]] of Object.entries(functions)) {
	args(`should be checked by ${name}, which names the wrong one`, () => {
		for (const [argument, value] of Object.entries(right)) {
			for (const wrong of WRONG) {
				if (typeof value === typeof wrong && typeof wrong === 'function') continue; // that is right
				const values = Object.values({ ...right, [argument]: wrong });
				const error = thrownBy(() => (call as Loose)(...values));
				assert.instance(error, TypeError);
				assert.match(error.message, `"${argument}`);
				assert.match(error.code ?? '', /^ERR_INVALID_ARG_(TYPE|VALUE)$/);
			}
		}
	});
}

args('should not hold a NUL byte, which would end them early', () => {
	for (const call of [
		() => native.security_check_context('a:b:c\0d'),
		() => native.getfilecon('/\0etc'),
		() => native.spawnWithContext('a:b:c\0d', 'true'),
		() => native.createSocket('tcp', 'inet', 'a:b:c\0d'),
		() => native.createSocketPair('stream', 'a:b:c\0d'),
		() => sys.bind(0, { family: 'unix', path: '/tmp/\0x' }),
		() => sys.bind(0, { family: 'abstract', abstract: 'a\0x' }),
		() => sys.mkfifo('/tmp/\0x', 0),
		() => sys.memfd_create('a\0x'),
		() => posix.shm_open('/a\0x', 0, 0),
		() => posix.mq_open('/a\0x', 0, 0, 1, 1),
		() => posix.sem_unlink('/a\0x'),
		() => new posix.Semaphore('/a\0x', 0),
	]) {
		const error = thrownBy(call);
		assert.instance(error, TypeError);
		assert.is(error.code, 'ERR_INVALID_ARG_VALUE');
		assert.match(error.message, 'NUL');
	}
});

args('should not hold a context that the kernel cannot take', () => {
	const long = `a:b:c:s0:${'c1,'.repeat(35_000)}c2`;
	for (const call of [
		() => native.security_check_context(long),
		() => native.security_compute_create('a:b:c', long, 'process'),
		() => native.spawnWithContext(long, 'true'),
		() => native.createSocket('tcp', 'inet', long),
		() => native.createSocketPair('stream', long),
	]) {
		const error = thrownBy(call);
		assert.is(error.code, 'ENAMETOOLONG');
		assert.match(error.message, `of ${long.length} bytes`);
	}
	assert.is(thrownBy(() => native.security_check_context('')).code, 'ERR_INVALID_ARG_VALUE');
});

args('should be an errno for systemError, which has an opposite', () => {
	for (const wrong of [-(2 ** 31), 2 ** 31 - 1, -4096, 4096]) {
		assert.match(thrownBy(() => native.systemError(wrong, 'x', '')).message, /"errno".*4095$/);
	}
	assert.is(native.systemError(-13, 'x', '').code, 'EACCES');
	assert.is(native.systemError(13, 'x', '').errno, -13);
});

args('should be an open descriptor for own', () => {
	assert.is(thrownBy(() => sys.own(-1)).code, 'EBADF');
});

args('should keep send within its buffer', () => {
	for (const [start, end] of [
		[-1, 1],
		[0, 5],
		[3, 2],
	] as const) {
		assert.instance(
			thrownBy(() => sys.send(-1, Buffer.alloc(4), start, end)),
			RangeError,
		);
	}
	assert.instance(
		thrownBy(() => sys.recv(-1, Buffer.alloc(0))),
		RangeError,
	);
});

args('should be addresses that exist', () => {
	const at = (address: object) => thrownBy(() => sys.bind(0, address as native.SocketAddress));
	assert.is(at({ address: 'localhost', port: 1 }).code, 'EINVAL');
	assert.is(at({ address: '1.2.3', port: 1, path: undefined }).code, 'ERR_INVALID_ARG_VALUE');
	assert.is(at({ address: '::1', port: 65536 }).code, 'ERR_INVALID_ARG_VALUE');
	assert.is(at({ address: '::1', port: -1 }).code, 'ERR_INVALID_ARG_VALUE');
	assert.is(at({ path: `/${'x'.repeat(108)}` }).code, 'ENAMETOOLONG');
	assert.is(at({ abstract: 'x'.repeat(108) }).code, 'ENAMETOOLONG');
	for (const abstract of [undefined, null, 5, [], {}]) {
		assert.match(at({ abstract }).message, '"address.abstract"');
	}
	for (const wrong of [undefined, null, -1, 0.5, 2 ** 32, Number.NaN, '1']) {
		assert.match(at({ portId: wrong }).message, '"address.portId"');
		assert.match(at({ cid: wrong, port: 0 }).message, '"address.cid"');
		assert.match(at({ cid: 0, port: wrong }).message, '"address.port"');
		assert.is(at({ cid: 0, port: wrong }).code, 'ERR_INVALID_ARG_VALUE');
	}
});

args.run();
