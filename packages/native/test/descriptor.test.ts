import { spawnSync } from 'node:child_process';
import {
	closeSync,
	constants,
	fstatSync,
	openSync,
	readFileSync,
	statSync,
	unlinkSync,
} from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createSocket, createSocketPair, EPOLLIN, Epoll, sys } from '../lib/index.ts';
import { errnoOf, inAnotherProcess, thrownBy } from './support.ts';

const PATH = `/tmp/peercon-descriptor-${process.pid}`;

/** The flags of open(2) that a descriptor has: proc(5), fdinfo. */
function flagsOf(fd: number): number {
	const info = readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8');
	return Number.parseInt(/flags:\s+(\d+)/.exec(info)?.[1] ?? '', 8);
}

const O_CLOEXEC = 0o2000000;

const descriptors = suite('descriptors');

descriptors('should make a FIFO, which carries what another process writes', () => {
	sys.mkfifo(PATH, 0o640);
	try {
		assert.ok(statSync(PATH).isFIFO());
		assert.is(statSync(PATH).mode & 0o777, 0o640 & ~process.umask());
		assert.is(
			thrownBy(() => sys.mkfifo(PATH, 0)).message,
			`EEXIST: file already exists, mkfifo '${PATH}'`,
		);
		const fd = openSync(PATH, constants.O_RDONLY | constants.O_NONBLOCK);
		const buffer = Buffer.alloc(8);
		assert.is(sys.read(fd, buffer), 0); // nobody has it open for writing
		const writer = openSync(PATH, constants.O_WRONLY);
		assert.is(errnoOf(sys.read(fd, buffer)), 'EAGAIN');
		assert.is(spawnSync('sh', ['-c', 'printf hello > "$1"', 'sh', PATH]).status, 0);
		assert.is(sys.read(fd, buffer), 5);
		assert.is(buffer.toString('utf8', 0, 5), 'hello');
		closeSync(writer);
		assert.is(sys.read(fd, buffer), 0);
		closeSync(fd);
	} finally {
		unlinkSync(PATH);
	}
	assert.is(thrownBy(() => sys.mkfifo('/nowhere/x', 0o600)).code, 'ENOENT');
});

descriptors('should make a memfd that can be passed on', () => {
	const fd = sys.memfd_create('hello');
	assert.ok(flagsOf(fd) & O_CLOEXEC);
	assert.is(sys.write(fd, Buffer.from('from here')), 9);
	const [ours, theirs] = createSocketPair('stream');
	assert.is(sys.sendfds(ours, Buffer.from('x'), [fd]), 1);
	const [passed] = (sys.recvfds(theirs, Buffer.alloc(1)) as { fds: number[] }).fds as [number];
	assert.is(fstatSync(passed).ino, fstatSync(fd).ino);
	// Where descriptor 3 is a duplicate of it, there is no need of its name.
	const cat = spawnSync('cat', [`/proc/self/fd/3`], {
		stdio: ['ignore', 'pipe', 'inherit', passed],
	});
	assert.is(`${cat.stdout}`, 'from here');
	for (const open of [fd, passed, ours, theirs]) sys.close(open);
	assert.is(thrownBy(() => sys.memfd_create('x'.repeat(250))).code, 'EINVAL');
	sys.close(sys.memfd_create('x'.repeat(249)));
});

descriptors('should make an eventfd that counts, and wakes an Epoll', async () => {
	const fd = sys.eventfd();
	const { O_NONBLOCK } = constants;
	assert.is(flagsOf(fd) & (O_CLOEXEC | O_NONBLOCK), O_CLOEXEC | O_NONBLOCK);
	const count = new BigUint64Array([3n]);
	const bytes = new Uint8Array(count.buffer);
	assert.is(errnoOf(sys.read(fd, bytes)), 'EAGAIN');
	const ready = new Promise<void>((resolve) => {
		const epoll = new Epoll(() => {
			epoll.close();
			resolve();
		});
		epoll.add(fd, EPOLLIN);
	});
	for (let i = 0; i < 2; i++) assert.is(sys.write(fd, bytes), 8);
	await ready;
	assert.is(sys.read(fd, bytes), 8);
	assert.is(count[0], 6n);
	assert.is(errnoOf(sys.read(fd, Buffer.alloc(7))), 'EINVAL');
	assert.is(errnoOf(sys.write(fd, Buffer.alloc(0))), 'EINVAL');
	sys.close(fd);
});

descriptors('should take a lock that another process then cannot have', () => {
	const fd = openSync(PATH, 'w');
	try {
		const other = `print(native.sys.flock(require('node:fs').openSync(args[0])));`;
		assert.is(sys.flock(fd), 0);
		assert.is(sys.flock(fd), 0); // it has it already
		assert.is(errnoOf(inAnotherProcess(other, PATH) as number), 'EAGAIN');
		closeSync(fd);
		assert.is(inAnotherProcess(other, PATH), 0);
		const [read, write] = sys.pipe();
		sys.close(write);
		sys.close(read);
		assert.is(errnoOf(sys.flock(read)), 'EBADF');
	} finally {
		unlinkSync(PATH);
	}
});

descriptors('should let one block no more', () => {
	const [read, write] = sys.pipe();
	assert.not(flagsOf(write) & constants.O_NONBLOCK);
	sys.nonblock(write);
	sys.nonblock(write);
	let written = 0;
	for (let taken = 0; taken >= 0; taken = sys.write(write, Buffer.alloc(4096))) written += taken;
	assert.ok(written >= 4096);
	assert.is(errnoOf(sys.write(write, Buffer.alloc(4096))), 'EAGAIN');
	sys.close(read);
	assert.is(errnoOf(sys.write(write, Buffer.alloc(1))), 'EPIPE'); // and no SIGPIPE
	sys.close(write);
	assert.is(thrownBy(() => sys.nonblock(-1)).message, 'EBADF: bad file descriptor, fcntl fd -1');
});

descriptors('should return what fails, not throw it, but for a buffer without room', () => {
	assert.is(errnoOf(sys.read(-1, Buffer.alloc(1))), 'EBADF');
	assert.is(errnoOf(sys.write(-1, Buffer.alloc(1))), 'EBADF');
	const socket = createSocket('udp', 'inet');
	assert.is(errnoOf(sys.read(socket, Buffer.alloc(1))), 'EAGAIN');
	assert.instance(
		thrownBy(() => sys.read(socket, Buffer.alloc(0))),
		RangeError,
	);
	sys.close(socket);
	const moved = new Uint8Array(8);
	structuredClone(moved.buffer, { transfer: [moved.buffer] });
	assert.instance(
		thrownBy(() => sys.read(-1, moved)),
		RangeError,
	);
});

descriptors.run();
