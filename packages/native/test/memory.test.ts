import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { constants, readFileSync, truncateSync } from 'node:fs';
import { skipUnless } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { binding } from '../lib/binding.ts';
import { Memory, posix, sys, sysv } from '../lib/index.ts';
import {
	errnoOf,
	inAnotherProcess,
	nextLine,
	startProcess,
	thrownBy,
	withSanitizer,
} from './support.ts';

const PAGE = 4096;

/** What the file behind shared memory is called, for this test file alone. */
const NAME = `/peercon-memory-${process.pid}`;
const FILE = `/dev/shm${NAME}`;

/** Memory of three pages over a file in /dev/shm, which is gone afterwards. */
async function withFile(act: (memory: Memory) => void | Promise<void>): Promise<void> {
	const fd = posix.shm_open(NAME, constants.O_CREAT | constants.O_EXCL | constants.O_RDWR, 0o600);
	try {
		truncateSync(FILE, 3 * PAGE);
		const memory = Memory.mmap(fd, 3 * PAGE);
		try {
			await act(memory);
		} finally {
			memory.close();
		}
	} finally {
		sys.close(fd);
		posix.shm_unlink(NAME);
	}
}

/** Memory of a System V segment of two pages, which is gone afterwards. */
function withSegment(act: (memory: Memory, id: number) => void): void {
	const id = sysv.shmget(sysv.IPC_PRIVATE, 2 * PAGE, sysv.IPC_CREAT | 0o600);
	let isRemoved = false;
	try {
		const memory = Memory.shmat(id);
		sysv.shmremove(id);
		isRemoved = true;
		try {
			act(memory, id);
		} finally {
			memory.close();
		}
	} finally {
		if (!isRemoved) sysv.shmremove(id);
	}
}

function textAt(memory: Memory, offset: number, length: number): string {
	const buffer = Buffer.alloc(length);
	assert.is(memory.read(offset, buffer), length);
	return buffer.toString('latin1');
}

/** Cuts the file to a length, as another process does it. */
function cut(length: number): void {
	assert.is(spawnSync('truncate', ['-s', `${length}`, FILE]).status, 0);
}

const memory = suite('Memory');

memory(
	'should have what another process has written to its file, and the other way round',
	async () => {
		await withFile((shared) => {
			assert.is(shared.length, 3 * PAGE);
			inAnotherProcess(
				`require('node:fs').writeFileSync(args[0], 'from elsewhere', { flag: 'r+' });`,
				FILE,
			);
			assert.is(textAt(shared, 5, 9), 'elsewhere');
			assert.is(shared.write(3 * PAGE - 4, Buffer.from('back')), 4);
			assert.is(readFileSync(FILE).subarray(-4).toString(), 'back');
		});
	},
);

memory('should have what another process has written to its segment', () => {
	const id = sysv.shmget(sysv.IPC_PRIVATE, 100, sysv.IPC_CREAT | 0o600);
	try {
		const shared = Memory.shmat(id);
		const length = inAnotherProcess(
			`const shared = native.Memory.shmat(args[0]);
			shared.write(90, Buffer.from('last bytes'));
			print(shared.length);`,
			id,
		);
		assert.is(length, 100);
		assert.is(textAt(shared, 90, 10), 'last bytes');
		shared.close();
	} finally {
		sysv.shmremove(id);
	}
});

memory('should keep its segment when that is removed, until it is closed', () => {
	withSegment((shared, id) => {
		assert.is(sysv.shmstat(id).attached, 1);
		assert.is(shared.write(0, Buffer.from('still here')), 10);
		assert.is(textAt(shared, 0, 10), 'still here');
		shared.close();
		assert.match(thrownBy(() => sysv.shmstat(id)).code ?? '', /^E(INVAL|IDRM)$/);
		assert.match(thrownBy(() => Memory.shmat(id)).message, `shmat id ${id}`);
	});
});

memory('should go to its last byte and no further', () => {
	withSegment((shared) => {
		assert.is(shared.write(2 * PAGE - 1, Buffer.from('x')), 1);
		assert.is(shared.read(0, Buffer.alloc(2 * PAGE)), 2 * PAGE);
		assert.is(shared.read(2 * PAGE, Buffer.alloc(0)), 0);
		for (const [offset, length] of [
			[2 * PAGE, 1],
			[2 * PAGE - 1, 2],
			[0, 2 * PAGE + 1],
			[-1, 1],
			[-1, 0],
			[2 * PAGE + 1, 0],
			[2 ** 31 - 1, 1],
			[-(2 ** 31), 1],
		] as const) {
			for (const call of [
				() => shared.read(offset, Buffer.alloc(length)),
				() => shared.write(offset, Buffer.alloc(length)),
			]) {
				assert.instance(thrownBy(call), RangeError, `${length} at ${offset}`);
			}
		}
	});
});

memory('should be gone once it is closed, and be closed twice without harm', () => {
	withSegment((shared) => {
		shared.close();
		shared.close();
		assert.is(shared.length, 0);
		for (const length of [0, 1, PAGE]) {
			assert.is(errnoOf(shared.read(0, Buffer.alloc(length))), 'EBADF');
			assert.is(errnoOf(shared.write(0, Buffer.alloc(length))), 'EBADF');
		}
	});
});

memory('should say EFAULT where its file was cut shorter, and live', async () => {
	await withFile((shared) => {
		assert.is(shared.write(0, Buffer.from('first page')), 10);
		cut(PAGE);
		assert.is(textAt(shared, 0, 10), 'first page');
		for (const [offset, length] of [
			[PAGE, 1],
			[3 * PAGE - 1, 1],
			[PAGE - 1, 2],
			[0, 3 * PAGE],
		] as const) {
			assert.is(errnoOf(shared.read(offset, Buffer.alloc(length))), 'EFAULT');
			assert.is(errnoOf(shared.write(offset, Buffer.alloc(length))), 'EFAULT');
		}
		cut(0);
		assert.is(errnoOf(shared.read(0, Buffer.alloc(1))), 'EFAULT');
		cut(3 * PAGE);
		assert.is(textAt(shared, PAGE, 3), '\0\0\0');
	});
});

memory('should live while another process cuts its file again and again', async () => {
	await withFile(async (shared) => {
		const cutter = startProcess(
			`const { truncateSync } = require('node:fs');
			print('begun');
			for (;;) {
				truncateSync(args[0], 0);
				truncateSync(args[0], args[1]);
			}`,
			FILE,
			3 * PAGE,
		);
		await nextLine(cutter);
		const seen = new Set<string | number>();
		const buffer = Buffer.alloc(3 * PAGE);
		while (seen.size < 2) seen.add(errnoOf(shared.read(0, buffer)));
		for (let i = 0; i < 10_000; i++) seen.add(errnoOf(shared.write(PAGE, buffer.subarray(PAGE))));
		assert.equal(seen, new Set([3 * PAGE, 2 * PAGE, 'EFAULT']));
		cutter.kill();
		await once(cutter, 'exit');
	});
});

skipUnless(memory, withSanitizer)(
	'should leave a SIGBUS that a process sends what it was',
	async () => {
		await withFile((shared) => {
			cut(0);
			shared.read(0, Buffer.alloc(1)); // from here on SIGBUS has a handler
		});
		const child = startProcess(
			`const shared = native.Memory.mmap(native.sys.memfd_create('empty'), 1);
		print(shared.read(0, Buffer.alloc(1)));
		setInterval(() => {}, 1000);`,
		);
		const [printed] = await once(child.stdout, 'data');
		assert.is(errnoOf(Number(printed)), 'EFAULT');
		child.kill('SIGBUS');
		const [, signal] = await once(child, 'exit');
		assert.is(signal, 'SIGBUS');
	},
);

memory('should outlive the descriptor that it was mapped from', () => {
	const fd = sys.memfd_create('memory');
	assert.is(sys.write(fd, Buffer.from('hello')), 5);
	const shared = Memory.mmap(fd, 5);
	sys.close(fd);
	assert.is(textAt(shared, 0, 5), 'hello');
	shared.close();
});

memory('should refuse what cannot be mapped', () => {
	const [read, write] = sys.pipe();
	assert.is(thrownBy(() => Memory.mmap(read, 1)).code, 'EACCES');
	const event = sys.eventfd();
	assert.is(thrownBy(() => Memory.mmap(event, 1)).code, 'ENODEV');
	for (const fd of [read, write, event]) sys.close(fd);
	assert.is(thrownBy(() => Memory.mmap(-1, 1)).message, 'EBADF: bad file descriptor, mmap fd -1');
	for (const length of [0, -1, -(2 ** 31)]) {
		assert.instance(
			thrownBy(() => Memory.mmap(0, length)),
			RangeError,
		);
	}
	assert.is(thrownBy(() => Memory.shmat(-1)).code, 'EINVAL');
});

memory('should be of use to no object of another class', () => {
	const methods = Object.getOwnPropertyNames(binding.Memory.prototype);
	assert.equal(methods.sort(), ['close', 'constructor', 'length', 'read', 'write']);
	const other = new binding.Waiter(() => {});
	for (const name of ['length', 'read', 'write', 'close']) {
		const descriptor = Object.getOwnPropertyDescriptor(binding.Memory.prototype, name);
		const method = descriptor?.value as () => unknown;
		for (const wrong of [other, {}, binding.Memory.prototype, undefined]) {
			assert.instance(
				thrownBy(() => method.call(wrong)),
				TypeError,
			);
		}
	}
	other.close();
});

memory.run();
