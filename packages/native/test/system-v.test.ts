import { once } from 'node:events';
import { eventually } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { sysv } from '../lib/index.ts';
import { errnoOf, inAnotherProcess, nextLine, startProcess, thrownBy } from './support.ts';

const { IPC_CREAT, IPC_EXCL, IPC_PRIVATE, SEM_UNDO } = sysv;

/** A key that no other process of these tests has: its first byte is not 0, that of IPC_PRIVATE. */
const KEY = 0x50_00_00_00 + process.pid;

/** What an id that was removed is refused with: EIDRM if its place in the table has been used again. */
const GONE = /^E(INVAL|IDRM)$/;

/** Makes a queue, and removes it afterwards, unless that was done. */
async function withQueue(act: (id: number) => void | Promise<void>, key = IPC_PRIVATE) {
	const id = sysv.msgget(key, IPC_CREAT | IPC_EXCL | 0o600);
	try {
		await act(id);
	} finally {
		removed(() => sysv.msgremove(id));
	}
}

/** Makes a set of semaphores, and removes it afterwards, unless that was done. */
async function withSet(
	count: number,
	act: (id: number) => void | Promise<void>,
	key = IPC_PRIVATE,
) {
	const id = sysv.semget(key, count, IPC_CREAT | IPC_EXCL | 0o600);
	try {
		await act(id);
	} finally {
		removed(() => sysv.semremove(id));
	}
}

function removed(remove: () => void): void {
	try {
		remove();
	} catch (error) {
		if (!GONE.test((error as NodeJS.ErrnoException).code ?? '')) throw error;
	}
}

const keys = suite('System V keys');

/** The three kinds, each with a way to find or make one and to remove it. */
const KINDS = {
	shm: [(flags: number) => sysv.shmget(KEY, 16, flags), sysv.shmremove, 'shmctl'],
	sem: [(flags: number) => sysv.semget(KEY, 2, flags), sysv.semremove, 'semctl'],
	msg: [(flags: number) => sysv.msgget(KEY, flags), sysv.msgremove, 'msgctl'],
} as const;

for (const [kind, [get, remove]] of Object.entries(KINDS)) {
	keys(`should find a ${kind} object, here and in another process`, () => {
		const missing = thrownBy(() => get(0));
		assert.is(missing.code, 'ENOENT');
		assert.match(
			missing.message,
			new RegExp(`${kind}get key 0x${KEY.toString(16).padStart(8, '0')}$`),
		);
		const id = get(IPC_CREAT | IPC_EXCL | 0o600);
		try {
			assert.is(get(0), id);
			assert.is(thrownBy(() => get(IPC_CREAT | IPC_EXCL)).code, 'EEXIST');
			const call = {
				shm: 'shmget(args[0], 0, 0)',
				sem: 'semget(args[0], 0, 0)',
				msg: 'msgget(args[0], 0)',
			};
			const found = inAnotherProcess(`print(native.sysv.${call[kind as 'shm']});`, KEY);
			assert.is(found, id);
		} finally {
			remove(id);
		}
		const gone = thrownBy(() => remove(id));
		assert.match(gone.code ?? '', GONE);
		assert.match(gone.message, `${kind}remove id ${id}`);
	});
}

keys('should be whole numbers, of which the negative ones are some', () => {
	const id = sysv.msgget(-KEY, IPC_CREAT | IPC_EXCL | 0o600);
	try {
		assert.is(sysv.msgget(-KEY, 0), id);
		const message = thrownBy(() => sysv.msgget(-KEY, IPC_CREAT | IPC_EXCL)).message;
		assert.match(message, `key 0x${(2 ** 32 - KEY).toString(16)}`);
	} finally {
		sysv.msgremove(id);
	}
});

keys.run();

const segments = suite('System V segments');

segments('should tell their size, who made them, and how many have them attached', () => {
	const id = sysv.shmget(IPC_PRIVATE, 5000, IPC_CREAT | 0o600);
	try {
		assert.equal(sysv.shmstat(id), { size: 5000, creator: process.pid, attached: 0 });
		const there = inAnotherProcess(
			`const memory = native.Memory.shmat(args[0]);
			print(native.sysv.shmstat(args[0]));`,
			id,
		) as object;
		assert.equal(there, { size: 5000, creator: process.pid, attached: 1 });
		assert.is(sysv.shmstat(id).attached, 0); // the other one has ended
	} finally {
		sysv.shmremove(id);
	}
});

segments('should have a size', () => {
	assert.is(thrownBy(() => sysv.shmget(IPC_PRIVATE, 0, IPC_CREAT)).code, 'EINVAL');
	assert.instance(
		thrownBy(() => sysv.shmget(IPC_PRIVATE, -1, IPC_CREAT)),
		RangeError,
	);
	assert.is(thrownBy(() => sysv.shmstat(-1)).message, 'EINVAL: invalid argument, shmctl id -1');
});

segments.run();

const semaphores = suite('System V semaphores');

semaphores('should go up and down, all operations or none', async () => {
	await withSet(2, (id) => {
		assert.is(sysv.semgetval(id, 0), 0);
		sysv.semsetval(id, 0, 3);
		assert.is(sysv.semop(id, Int16Array.of(0, -1, 0, 1, 5, 0)), 0);
		assert.is(sysv.semgetval(id, 0), 2);
		assert.is(sysv.semgetval(id, 1), 5);
		assert.is(errnoOf(sysv.semop(id, [1, -5, 0, 0, -3, 0])), 'EAGAIN');
		assert.is(sysv.semgetval(id, 1), 5);
		assert.is(errnoOf(sysv.semop(id, [1, 0, 0])), 'EAGAIN'); // it is not 0
		assert.is(sysv.semop(id, [1, -5, 0, 1, 0, 0]), 0);
	});
});

semaphores('should have what another process has done', async () => {
	await withSet(1, (id) => {
		inAnotherProcess(`native.sysv.semop(args[0], [0, 7, 0]);`, id);
		assert.is(sysv.semgetval(id, 0), 7);
	});
});

semaphores(
	'should be given back when a process is killed that has taken one with SEM_UNDO',
	async () => {
		for (const flags of [SEM_UNDO, 0]) {
			await withSet(2, async (id) => {
				sysv.semsetval(id, 0, 1);
				const child = startProcess(
					`print(native.sysv.semop(args[0], [0, -1, args[1], 1, 1, 0]));
				setInterval(() => {}, 1000);`,
					id,
					flags,
				);
				assert.is(await nextLine(child), 0);
				assert.is(sysv.semgetval(id, 0), 0);
				child.kill('SIGKILL');
				await once(child, 'exit');
				assert.is(sysv.semgetval(id, 0), flags === SEM_UNDO ? 1 : 0);
				assert.is(sysv.semgetval(id, 1), 1);
			});
		}
	},
);

semaphores(
	'should be given back by the process, not by the Waiter that has taken one',
	async () => {
		await withSet(1, async (id) => {
			sysv.semsetval(id, 0, 1);
			const child = startProcess(
				`const waiter = new native.Waiter((result) => {
				waiter.close();
				print(result);
				setInterval(() => {}, 1000);
			});
			waiter.semop(args[0], [0, -1, ${SEM_UNDO}]);`,
				id,
			);
			assert.is(await nextLine(child), 0);
			assert.is(sysv.semgetval(id, 0), 0);
			child.kill('SIGKILL');
			await eventually(() => sysv.semgetval(id, 0) === 1, 'the semaphore is given back');
		});
	},
);

semaphores('should refuse operations that there are not', async () => {
	await withSet(2, (id) => {
		assert.is(errnoOf(sysv.semop(id, [2, 1, 0])), 'EFBIG');
		assert.is(errnoOf(sysv.semop(id, [0, 32_767, 0, 0, 1, 0])), 'ERANGE');
		assert.is(sysv.semgetval(id, 0), 0);
		for (const wrong of [
			[],
			[0],
			[0, 1],
			[0, 1, 0, 1],
			// What would be another number in 16 bits.
			[65_536, 1, 0],
			[-1, 1, 0],
			[0, 32_768, 0],
			[0, -32_769, 0],
			[0, 65_537, 0],
			[0, 1, 65_536],
		]) {
			const error = thrownBy(() => sysv.semop(id, wrong));
			assert.instance(error, TypeError, `${wrong}`);
			assert.is(error.code, 'ERR_INVALID_ARG_VALUE');
			assert.match(error.message, '"operations"');
		}
		const most = Array.from({ length: 16 }, () => [0, 1, 0]).flat();
		assert.is(sysv.semop(id, most), 0);
		for (const tooMany of [[...most, 0, 1, 0], Int16Array.of(...most, 0, 1, 0)]) {
			assert.instance(
				thrownBy(() => sysv.semop(id, tooMany)),
				TypeError,
			);
		}
		assert.is(sysv.semgetval(id, 0), 16);
		assert.is(sysv.semgetval(id, 1), 0);
	});
});

semaphores('should have values that they can have', async () => {
	await withSet(1, (id) => {
		sysv.semsetval(id, 0, 32_767);
		assert.is(sysv.semgetval(id, 0), 32_767);
		for (const wrong of [-1, 32_768, 2 ** 31 - 1]) {
			assert.is(thrownBy(() => sysv.semsetval(id, 0, wrong)).code, 'ERANGE');
		}
		for (const wrong of [-1, 1]) {
			assert.is(thrownBy(() => sysv.semsetval(id, wrong, 0)).code, 'EINVAL');
			assert.match(thrownBy(() => sysv.semgetval(id, wrong)).message, `semgetval id ${id}`);
		}
	});
	assert.ok(GONE.test(`${errnoOf(sysv.semop(-1, [0, 1, 0]))}`));
});

semaphores.run();

const queues = suite('System V queues');

queues('should carry messages to another process, by their type', async () => {
	await withQueue((id) => {
		for (const [type, text] of [
			[1, 'one'],
			[2, 'two'],
			[2, 'three'],
		] as const) {
			assert.is(sysv.msgsnd(id, type, Buffer.from(text)), 0);
		}
		assert.is(sysv.msgstat(id).messages, 3);
		const texts = inAnotherProcess(
			`const buffer = Buffer.alloc(100);
			print([2, 0, -2].map((type) => {
				const length = native.sysv.msgrcv(args[0], type, buffer);
				return [length, buffer.toString('utf8', 0, length)];
			}));`,
			id,
		);
		assert.equal(texts, [
			[3, 'two'],
			[3, 'one'],
			[5, 'three'],
		]);
		const { messages, receiver } = sysv.msgstat(id);
		assert.is(messages, 0);
		assert.is.not(receiver, 0);
		assert.is.not(receiver, process.pid);
	});
});

queues('should carry nothing at all, and 8192 bytes at most', async () => {
	await withQueue((id) => {
		assert.is(sysv.msgsnd(id, 1, Buffer.alloc(0)), 0);
		assert.is(sysv.msgrcv(id, 0, Buffer.alloc(0)), 0);
		const longest = Buffer.alloc(8192, 'x');
		assert.is(sysv.msgsnd(id, 1, longest), 0);
		const buffer = Buffer.alloc(9000);
		assert.is(sysv.msgrcv(id, 0, buffer), 8192);
		assert.equal(buffer.subarray(0, 8192), longest);
		assert.equal(buffer.subarray(8192), Buffer.alloc(808));
		assert.is(errnoOf(sysv.msgsnd(id, 1, Buffer.alloc(8193))), 'EINVAL');
	});
});

queues('should return what fails as a matter of course, not throw it', async () => {
	await withQueue((id) => {
		assert.is(errnoOf(sysv.msgrcv(id, 0, Buffer.alloc(1))), 'ENOMSG');
		for (const type of [0, -1])
			assert.is(errnoOf(sysv.msgsnd(id, type, Buffer.alloc(1))), 'EINVAL');
		assert.is(sysv.msgsnd(id, 1, Buffer.from('xx')), 0);
		assert.is(errnoOf(sysv.msgrcv(id, 0, Buffer.alloc(1))), 'E2BIG');
		assert.is(sysv.msgrcv(id, 0, Buffer.alloc(2)), 2); // so it is still there
		const { limit } = sysv.msgstat(id);
		let sent = 0;
		while (sysv.msgsnd(id, 1, Buffer.alloc(1024)) === 0) sent += 1024;
		assert.ok(sent > limit - 1024 && sent <= limit);
		assert.is(errnoOf(sysv.msgsnd(id, 1, Buffer.alloc(1024))), 'EAGAIN');
		sysv.msgremove(id);
		assert.ok(GONE.test(`${errnoOf(sysv.msgsnd(id, 1, Buffer.alloc(1)))}`));
		assert.ok(GONE.test(`${errnoOf(sysv.msgrcv(id, 0, Buffer.alloc(1)))}`));
		assert.match(thrownBy(() => sysv.msgstat(id)).message, `msgctl id ${id}`);
	});
});

queues.run();
