import { spawnSync } from 'node:child_process';
import {
	constants,
	existsSync,
	fstatSync,
	readFileSync,
	truncateSync,
	writeFileSync,
} from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { EPOLLIN, Epoll, posix, sys } from '../lib/index.ts';
import { errnoOf, inAnotherProcess, inUse, thrownBy } from './support.ts';

const { O_CREAT, O_EXCL, O_RDONLY, O_RDWR, O_WRONLY } = constants;

/** The name of what these tests make. */
const NAME = `/peercon-posix-${process.pid}`;
const SEMAPHORE_FILE = `/dev/shm/sem.${NAME.slice(1)}`;

/** Flags of a descriptor, in octal: proc(5), fdinfo. O_CLOEXEC is 02000000, O_NONBLOCK 04000. */
const flagsOf = (fd: number) =>
	Number.parseInt(
		/flags:\s+(\d+)/.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))?.[1] ?? '',
		8,
	);

async function withQueue(act: (queue: number) => void | Promise<void>): Promise<void> {
	const queue = posix.mq_open(NAME, O_CREAT | O_EXCL | O_RDWR, 0o600, 4, 64);
	try {
		await act(queue);
	} finally {
		sys.close(queue);
		posix.mq_unlink(NAME);
	}
}

function withSemaphore(value: number, act: (semaphore: posix.Semaphore) => void): void {
	const semaphore = new posix.Semaphore(NAME, O_CREAT | O_EXCL, 0o600, value);
	try {
		act(semaphore);
	} finally {
		semaphore.close();
		posix.sem_unlink(NAME);
	}
}

const shared = suite('shm_open');

shared('should make a file in /dev/shm, closed on exec, with its mode', () => {
	const fd = posix.shm_open(NAME, O_CREAT | O_EXCL | O_RDWR, 0o640);
	try {
		assert.is(fstatSync(fd).mode & 0o777, 0o640 & ~process.umask());
		assert.ok(flagsOf(fd) & 0o2000000);
		sys.write(fd, Buffer.from('hello'));
		assert.is(
			inAnotherProcess(
				`print(require('node:fs').readFileSync(args[0], 'utf8'));`,
				`/dev/shm${NAME}`,
			),
			'hello',
		);
		assert.is(thrownBy(() => posix.shm_open(NAME, O_CREAT | O_EXCL | O_RDWR, 0)).code, 'EEXIST');
	} finally {
		sys.close(fd);
		posix.shm_unlink(NAME);
	}
	assert.not(existsSync(`/dev/shm${NAME}`));
});

shared('should name the call and its object when it fails', () => {
	const missing = thrownBy(() => posix.shm_open(NAME, O_RDWR, 0));
	assert.is(missing.message, `ENOENT: no such file or directory, shm_open '${NAME}'`);
	assert.is(missing.syscall, 'shm_open');
	assert.is(
		thrownBy(() => posix.shm_unlink(NAME)).message,
		`ENOENT: no such file or directory, shm_unlink '${NAME}'`,
	);
	assert.is(thrownBy(() => posix.shm_open('/a/b', O_RDWR | O_CREAT, 0o600)).code, 'EINVAL');
	const long = thrownBy(() => posix.shm_open(`/${'x'.repeat(256)}`, O_RDWR, 0));
	assert.match(long.code ?? '', /^E(INVAL|NAMETOOLONG)$/); // as glibc has it
});

shared.run();

const queues = suite('mq_open');

queues('should carry messages from another process, and wake an Epoll', async () => {
	await withQueue(async (queue) => {
		assert.is(posix.mq_msgsize(queue), 64);
		// O_NONBLOCK and O_CLOEXEC.
		assert.is(flagsOf(queue) & 0o2004000, 0o2004000);
		const ready = new Promise<number>((resolve) => {
			const epoll = new Epoll((fd) => {
				epoll.close();
				resolve(fd);
			});
			epoll.add(queue, EPOLLIN);
		});
		inAnotherProcess(
			`const queue = native.posix.mq_open(args[0], ${O_WRONLY}, 0, 0, 0);
			native.posix.mq_send(queue, Buffer.from('one'));
			native.posix.mq_send(queue, Buffer.alloc(0));`,
			NAME,
		);
		assert.is(await ready, queue);
		const buffer = Buffer.alloc(64);
		assert.is(posix.mq_receive(queue, buffer), 3);
		assert.is(buffer.toString('utf8', 0, 3), 'one');
		assert.is(posix.mq_receive(queue, buffer), 0);
	});
});

queues('should return what fails as a matter of course, not throw it', async () => {
	await withQueue((queue) => {
		assert.is(errnoOf(posix.mq_receive(queue, Buffer.alloc(64))), 'EAGAIN');
		assert.is(errnoOf(posix.mq_receive(queue, Buffer.alloc(63))), 'EMSGSIZE');
		assert.is(errnoOf(posix.mq_receive(queue, Buffer.alloc(0))), 'EMSGSIZE');
		assert.is(errnoOf(posix.mq_send(queue, Buffer.alloc(65))), 'EMSGSIZE');
		for (let i = 0; i < 4; i++) assert.is(posix.mq_send(queue, Buffer.alloc(64)), 0);
		assert.is(errnoOf(posix.mq_send(queue, Buffer.alloc(64))), 'EAGAIN');
		const reader = posix.mq_open(NAME, O_RDONLY, 0, 0, 0);
		assert.is(errnoOf(posix.mq_send(reader, Buffer.alloc(1))), 'EBADF');
		sys.close(reader);
	});
	assert.is(errnoOf(posix.mq_send(-1, Buffer.alloc(1))), 'EBADF');
	assert.is(errnoOf(posix.mq_receive(-1, Buffer.alloc(1))), 'EBADF');
});

queues('should throw when there is no such queue', () => {
	const missing = thrownBy(() => posix.mq_open(NAME, O_RDWR, 0, 0, 0));
	assert.is(missing.message, `ENOENT: no such file or directory, mq_open '${NAME}'`);
	assert.is(thrownBy(() => posix.mq_unlink(NAME)).syscall, 'mq_unlink');
	assert.is(thrownBy(() => posix.mq_open('x', O_RDWR | O_CREAT, 0o600, 4, 64)).code, 'EINVAL');
	for (const [maxmsg, msgsize] of [
		[0, 64],
		[-1, 64],
		[4, 0],
		[4, -1],
	] as const) {
		const call = () => posix.mq_open(NAME, O_CREAT | O_EXCL | O_RDWR, 0o600, maxmsg, msgsize);
		assert.is(thrownBy(call).code, 'EINVAL');
	}
	const [read, write] = sys.pipe();
	assert.is(
		thrownBy(() => posix.mq_msgsize(read)).message,
		`EBADF: bad file descriptor, mq_getattr fd ${read}`,
	);
	for (const fd of [read, write]) sys.close(fd);
});

queues.run();

const semaphores = suite('Semaphore');

semaphores('should count, in another process, too', () => {
	withSemaphore(2, (semaphore) => {
		assert.is(semaphore.trywait(), 0);
		assert.is(semaphore.post(), 0);
		const results = inAnotherProcess(
			`const semaphore = new native.posix.Semaphore(args[0], 0);
			print([semaphore.trywait(), semaphore.trywait(), semaphore.trywait()]);`,
			NAME,
		) as number[];
		assert.equal(results.map(errnoOf), [0, 0, 'EAGAIN']);
		assert.is(errnoOf(semaphore.trywait()), 'EAGAIN');
		inAnotherProcess(`new native.posix.Semaphore(args[0], 0).post();`, NAME);
		assert.is(semaphore.trywait(), 0);
	});
});

semaphores('should be one, however often it is opened, until the last is closed', () => {
	withSemaphore(1, (one) => {
		const other = new posix.Semaphore(NAME, O_CREAT, 0o600, 5);
		assert.is(other.trywait(), 0);
		assert.is(errnoOf(one.trywait()), 'EAGAIN');
		other.close();
		other.close();
		assert.is(errnoOf(other.post()), 'EBADF');
		assert.is(errnoOf(other.trywait()), 'EBADF');
		assert.is(one.post(), 0);
	});
});

semaphores('should outlive its name', () => {
	const semaphore = new posix.Semaphore(NAME, O_CREAT | O_EXCL, 0o600, 0);
	posix.sem_unlink(NAME);
	assert.is(semaphore.post(), 0);
	assert.is(semaphore.trywait(), 0);
	semaphore.close();
	const gone = thrownBy(() => posix.sem_unlink(NAME));
	assert.is(gone.message, `ENOENT: no such file or directory, sem_unlink '${NAME}'`);
});

semaphores('should have a value and a name that it can have', () => {
	for (const value of [-1, -(2 ** 31)]) {
		const call = () => new posix.Semaphore(NAME, O_CREAT | O_EXCL, 0o600, value);
		assert.is(thrownBy(call).message, `EINVAL: invalid argument, sem_open '${NAME}'`);
	}
	assert.is(thrownBy(() => new posix.Semaphore('/a/b', O_CREAT, 0o600)).code, 'EINVAL');
	assert.is(thrownBy(() => new posix.Semaphore(NAME, 0)).code, 'ENOENT');
	withSemaphore(2 ** 31 - 1, (semaphore) => assert.is(errnoOf(semaphore.post()), 'EOVERFLOW'));
});

semaphores('should say EFAULT when its file is cut shorter, and live', () => {
	withSemaphore(1, (semaphore) => {
		assert.is(spawnSync('truncate', ['-s', '0', SEMAPHORE_FILE]).status, 0);
		for (let i = 0; i < 3; i++) {
			assert.is(errnoOf(semaphore.trywait()), 'EFAULT');
			assert.is(errnoOf(semaphore.post()), 'EFAULT');
		}
		truncateSync(SEMAPHORE_FILE, 32);
		assert.is(semaphore.post(), 0);
		assert.is(semaphore.trywait(), 0);
	});
});

semaphores('should open a file that is none, and say EFAULT when it is used', () => {
	writeFileSync(SEMAPHORE_FILE, '');
	const before = inUse().fds;
	try {
		const semaphore = new posix.Semaphore(NAME, 0);
		assert.is(errnoOf(semaphore.trywait()), 'EFAULT');
		assert.is(errnoOf(semaphore.post()), 'EFAULT');
		semaphore.close();
		assert.is(inUse().fds, before);
	} finally {
		posix.sem_unlink(NAME);
	}
});

semaphores.run();
