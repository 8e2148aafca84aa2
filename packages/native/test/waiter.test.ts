import { once } from 'node:events';
import {
	closeSync,
	constants,
	openSync,
	readdirSync,
	readFileSync,
	truncateSync,
	unlinkSync,
} from 'node:fs';
import { constants as os } from 'node:os';
import { Worker } from 'node:worker_threads';
import { eventually, skipUnless } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { binding } from '../lib/binding.ts';
import { posix, sys, sysv, Waiter } from '../lib/index.ts';
import {
	errnoOf,
	INDEX,
	inAnotherProcess,
	inUse,
	nextLine,
	startProcess,
	stopAndContinue,
	thrownBy,
	untilItWaits,
	withSanitizer,
} from './support.ts';

const { O_CREAT, O_EXCL } = constants;

const NAME = `/peercon-waiter-${process.pid}`;
const SEMAPHORE_FILE = `/dev/shm/sem.${NAME.slice(1)}`;
const LOCK_FILE = `/tmp${NAME}`;

/** One object of each kind, and what ends waiting for it. */
interface Objects {
	set: number;
	queue: number;
	semaphore: posix.Semaphore;
	/** A file whose lock another descriptor has, `holder`. */
	file: number;
	holder: number;
}

/** Makes them, and gives all of them back afterwards. */
async function withObjects(act: (objects: Objects) => void | Promise<void>): Promise<void> {
	const set = sysv.semget(sysv.IPC_PRIVATE, 1, sysv.IPC_CREAT | 0o600);
	const queue = sysv.msgget(sysv.IPC_PRIVATE, sysv.IPC_CREAT | 0o600);
	const semaphore = new posix.Semaphore(NAME, O_CREAT | O_EXCL, 0o600, 0);
	const holder = openSync(LOCK_FILE, 'w');
	const file = openSync(LOCK_FILE, 'r');
	assert.is(sys.flock(holder), 0);
	try {
		await act({ set, queue, semaphore, file, holder });
	} finally {
		for (const fd of [holder, file]) closeSync(fd);
		unlinkSync(LOCK_FILE);
		semaphore.close();
		posix.sem_unlink(NAME);
		for (const remove of [() => sysv.semremove(set), () => sysv.msgremove(queue)]) {
			try {
				remove();
			} catch {} // by the test
		}
	}
}

/** The calls of a Waiter, each on the object that it is for. */
const CALLS: Record<string, (waiter: Waiter, objects: Objects) => void> = {
	semop: (waiter, { set }) => waiter.semop(set, [0, -1, 0]),
	msgrcv: (waiter, { queue }) => waiter.msgrcv(queue, 0, Buffer.alloc(8)),
	sem_wait: (waiter, { semaphore }) => waiter.sem_wait(semaphore),
	flock: (waiter, { file }) => waiter.flock(file),
};

/** A Waiter, and the results that it has told. */
function waiterAndResults(): {
	waiter: Waiter;
	results: number[];
	next: () => Promise<string | number>;
} {
	const results: number[] = [];
	let told: (() => void) | undefined;
	const waiter = new Waiter((result) => {
		results.push(result);
		told?.();
	});
	const next = async () => {
		if (results.length === 0) await new Promise<void>((resolve) => (told = resolve));
		return errnoOf(results.shift() as number);
	};
	return { waiter, results, next };
}

const waiters = suite('Waiter');

waiters('should wait for what another process does', async () => {
	await withObjects(async ({ set, queue, semaphore, file, holder }) => {
		const { waiter, next } = waiterAndResults();
		waiter.semop(set, [0, -3, 0]);
		await untilItWaits();
		inAnotherProcess(`native.sysv.semop(args[0], [0, 3, 0]);`, set);
		assert.is(await next(), 0);
		assert.is(sysv.semgetval(set, 0), 0);

		const buffer = Buffer.alloc(8);
		waiter.msgrcv(queue, 0, buffer);
		await untilItWaits();
		inAnotherProcess(`native.sysv.msgsnd(args[0], 1, Buffer.from('hello'));`, queue);
		assert.is(await next(), 5);
		assert.is(buffer.toString(), 'hello\0\0\0');

		waiter.sem_wait(semaphore);
		await untilItWaits();
		inAnotherProcess(`new native.posix.Semaphore(args[0], 0).post();`, NAME);
		assert.is(await next(), 0);
		assert.is(errnoOf(semaphore.trywait()), 'EAGAIN');

		waiter.flock(file);
		await untilItWaits();
		closeSync(holder);
		assert.is(await next(), 0);
		const theirs = `print(native.sys.flock(require('node:fs').openSync(args[0])));`;
		assert.is(errnoOf(inAnotherProcess(theirs, LOCK_FILE) as number), 'EAGAIN');
		openSync('/dev/null', 'r'); // `holder` again, for the end
		waiter.close();
	});
});

waiters('should not wait for what is there', async () => {
	await withObjects(async ({ set, queue, semaphore }) => {
		const { waiter, next } = waiterAndResults();
		sysv.semsetval(set, 0, 1);
		waiter.semop(set, [0, -1, 0]);
		assert.is(await next(), 0);
		assert.is(sysv.msgsnd(queue, 1, Buffer.alloc(9)), 0);
		waiter.msgrcv(queue, 0, Buffer.alloc(8));
		assert.is(await next(), 'E2BIG');
		semaphore.post();
		waiter.sem_wait(semaphore);
		assert.is(await next(), 0);
		waiter.flock(-1);
		assert.is(await next(), 'EBADF');
		waiter.close();
	});
});

waiters('should take up the next call in the callback', async () => {
	await withObjects(async ({ set }) => {
		sysv.semsetval(set, 0, 1000);
		await new Promise<void>((resolve) => {
			const waiter = new Waiter((result) => {
				assert.is(result, 0);
				if (sysv.semgetval(set, 0) > 0) return waiter.semop(set, [0, -1, 0]);
				waiter.close();
				resolve();
			});
			waiter.semop(set, [0, -1, 0]);
		});
		assert.is(sysv.semgetval(set, 0), 0);
	});
});

waiters('should make one call at a time', async () => {
	await withObjects(async (objects) => {
		const { waiter, results } = waiterAndResults();
		waiter.semop(objects.set, [0, -1, 0]);
		for (const [name, call] of Object.entries(CALLS)) {
			const error = thrownBy(() => call(waiter, objects));
			assert.is(error.code, 'EBUSY');
			assert.match(error.message, `${name} a Waiter that waits already`);
		}
		sysv.semsetval(objects.set, 0, 1);
		await eventually(() => results.length > 0, 'the call ends');
		assert.equal(results, [0]);
		waiter.close();
	});
});

waiters('should be refused once it is closed, and be closed twice without harm', async () => {
	await withObjects((objects) => {
		const { waiter } = waiterAndResults();
		waiter.close();
		waiter.close();
		for (const [name, call] of Object.entries(CALLS)) {
			const error = thrownBy(() => call(waiter, objects));
			assert.is(error.code, 'EBADF');
			assert.match(error.message, `${name} a closed Waiter`);
		}
	});
});

waiters('should say EIDRM when what it waits for is removed', async () => {
	await withObjects(async ({ set, queue }) => {
		const { waiter, next } = waiterAndResults();
		waiter.semop(set, [0, -1, 0]);
		await untilItWaits();
		inAnotherProcess('native.sysv.semremove(args[0]);', set);
		assert.is(await next(), 'EIDRM');
		waiter.msgrcv(queue, 0, Buffer.alloc(8));
		await untilItWaits();
		inAnotherProcess('native.sysv.msgremove(args[0]);', queue);
		assert.is(await next(), 'EIDRM');
		waiter.close();
	});
});

waiters('should have its semaphore until the wait is over, closed or not', async () => {
	await withObjects(async ({ semaphore }) => {
		const { waiter, next } = waiterAndResults();
		waiter.sem_wait(semaphore);
		await untilItWaits();
		semaphore.close();
		assert.is(thrownBy(() => waiter.sem_wait(semaphore)).code, 'EBADF');
		inAnotherProcess(`new native.posix.Semaphore(args[0], 0).post();`, NAME);
		assert.is(await next(), 0);
		waiter.close();
	});
});

waiters('should say EFAULT when the file of its semaphore is cut shorter', async () => {
	await withObjects(async ({ semaphore }) => {
		const { waiter, next } = waiterAndResults();
		waiter.sem_wait(semaphore);
		await untilItWaits();
		inAnotherProcess(`require('node:fs').truncateSync(args[0], 0);`, SEMAPHORE_FILE);
		assert.is(await next(), 'EFAULT');
		waiter.sem_wait(semaphore);
		assert.is(await next(), 'EFAULT');
		truncateSync(SEMAPHORE_FILE, 32);
		waiter.sem_wait(semaphore);
		await untilItWaits();
		assert.is(semaphore.post(), 0);
		assert.is(await next(), 0);
		waiter.close();
	});
});

// What the process was ended by: SIGSEGV, as glibc's sem_wait touched the page again while it was left.
waiters('should be closed although the file of its semaphore has been cut shorter', async () => {
	await withObjects(async ({ semaphore }) => {
		const { waiter, results } = waiterAndResults();
		waiter.sem_wait(semaphore);
		await untilItWaits();
		truncateSync(SEMAPHORE_FILE, 0);
		waiter.close();
		await new Promise(setImmediate);
		assert.equal(results, []);
	});
});

/** The start of a program that waits, and prints how each wait ended. */
const PRINTING =
	'const waiter = new native.Waiter((result) => { print(result); waiter.close(); });';

waiters('should go on waiting when its process is stopped and goes on', async () => {
	await withObjects(async ({ set, queue }) => {
		const children = [
			startProcess(`${PRINTING} waiter.semop(args[0], [0, -1, 0]);`, set),
			startProcess(`${PRINTING} waiter.msgrcv(args[0], 0, Buffer.alloc(1));`, queue),
		];
		const results = Promise.all(children.map(nextLine));
		for (const { pid } of children) {
			await untilItWaits(pid);
			await stopAndContinue(pid as number);
		}
		sysv.semsetval(set, 0, 1);
		sysv.msgsnd(queue, 1, Buffer.from('x'));
		assert.equal(await results, [0, 1]);
	});
});

// What it was ended by: SIGABRT, as glibc gives up when futex(2) cannot read the semaphore.
waiters('should go on, too, when the file of its semaphore has been cut by then', async () => {
	await withObjects(async () => {
		const child = startProcess(
			`${PRINTING} waiter.sem_wait(new native.posix.Semaphore(args[0], 0));`,
			NAME,
		);
		const pid = child.pid as number;
		const result = nextLine(child);
		await untilItWaits(pid);
		process.kill(pid, 'SIGSTOP');
		truncateSync(SEMAPHORE_FILE, 0);
		await stopAndContinue(pid);
		assert.is(errnoOf((await result) as number), 'EFAULT');
		if (child.exitCode === null) await once(child, 'exit');
		assert.is(child.exitCode, 0);
	});
});

waiters('should deliver nothing to a buffer that has moved, and say EFAULT', async () => {
	await withObjects(async ({ queue }) => {
		const { waiter, next } = waiterAndResults();
		const moved = new Uint8Array(8);
		waiter.msgrcv(queue, 0, moved);
		await untilItWaits();
		const elsewhere = structuredClone(moved.buffer, { transfer: [moved.buffer] });
		sysv.msgsnd(queue, 1, Buffer.from('hello'));
		assert.is(await next(), 'EFAULT');
		assert.equal(new Uint8Array(elsewhere), new Uint8Array(8));

		const buffer = Reflect.construct(ArrayBuffer, [8, { maxByteLength: 8 }]) as ArrayBuffer;
		const shrunk = new Uint8Array(buffer);
		waiter.msgrcv(queue, 0, shrunk);
		await untilItWaits();
		(buffer as unknown as { resize(bytes: number): void }).resize(4);
		sysv.msgsnd(queue, 1, Buffer.from('hello'));
		assert.is(await next(), 'EFAULT');
		assert.equal(shrunk, new Uint8Array(4));
		waiter.close();
	});
});

waiters('should forget the buffer of a call that has failed', async () => {
	await withObjects(async ({ set, queue }) => {
		const { waiter, next } = waiterAndResults();
		const buffer = Buffer.alloc(8);
		waiter.msgrcv(queue, 0, buffer);
		await untilItWaits();
		sysv.msgremove(queue);
		assert.is(await next(), 'EIDRM');
		sysv.semsetval(set, 0, 1);
		waiter.semop(set, [0, -1, 0]);
		assert.is(await next(), 0);
		assert.equal(buffer, Buffer.alloc(8));
		waiter.close();
	});
});

for (const [name, call] of Object.entries(CALLS)) {
	waiters(`should be closed in the middle of ${name}, a thousand times`, async () => {
		await withObjects(async (objects) => {
			await new Promise(setImmediate);
			const before = inUse();
			for (let i = 0; i < 1000; i++) {
				const waiter = new Waiter(() => assert.unreachable('it was closed'));
				call(waiter, objects);
				if (i % 100 === 0) await untilItWaits();
				waiter.close();
			}
			await new Promise(setImmediate);
			assert.equal(inUse(), before);
		});
	});
}

waiters('should be closed in its own callback, and while a result is on its way', async () => {
	await withObjects(async ({ set }) => {
		const before = inUse();
		sysv.semsetval(set, 0, 1000);
		for (let i = 0; i < 1000; i++) {
			const { waiter, results } = waiterAndResults();
			waiter.semop(set, [0, -1, 0]);
			if (i % 2 === 0) await new Promise(setImmediate);
			const told = results.length;
			waiter.close();
			await new Promise(setImmediate);
			assert.is(results.length, told);
		}
		assert.equal(inUse(), before);
	});
});

waiters('should turn what a callback throws into an uncaught exception, and go on', async () => {
	await withObjects(async ({ set }) => {
		sysv.semsetval(set, 0, 2);
		const waiter = new Waiter(() => {
			throw new Error('from the callback');
		});
		for (let i = 0; i < 2; i++) {
			waiter.semop(set, [0, -1, 0]);
			const [error] = await once(process, 'uncaughtException');
			assert.is(error.message, 'from the callback');
		}
		waiter.close();
	});
});

waiters('should end the process as an uncaught exception does, if nobody catches it', async () => {
	await withObjects(async ({ set }) => {
		sysv.semsetval(set, 0, 1);
		const error = thrownBy(() =>
			inAnotherProcess(
				`new native.Waiter(() => { throw new Error('from the callback'); })
					.semop(args[0], [0, -1, 0]);`,
				set,
			),
		);
		assert.match(error.message, /^1: (.|\n)*Error: from the callback/);
	});
});

waiters('should let its process end at any time, with the status that it wants', async () => {
	await withObjects(async ({ set, queue }) => {
		for (const end of [
			'process.exit(7);',
			'setImmediate(() => process.exit(7));',
			'setTimeout(() => process.exit(7), 50);',
			'waiter.close(); process.exitCode = 7;',
			'process.exitCode = 7; setTimeout(() => waiter.close(), 50);',
			// It is not waiting: the process does not stay for it.
			'native.sysv.semop(args[0], [0, 1, 0]); process.exitCode = 7;',
		]) {
			const error = thrownBy(() =>
				inAnotherProcess(
					`const waiter = new native.Waiter(() => {});
					const idle = new native.Waiter(() => {});
					waiter.semop(args[0], [0, -1, 0]); ${end}`,
					set,
					queue,
				),
			);
			assert.is(error.message, '7: ', end);
		}
	});
});

waiters('should keep its process running as long as it waits', async () => {
	await withObjects(async ({ set }) => {
		const child = startProcess(`${PRINTING} waiter.semop(args[0], [0, -1, 0]);`, set);
		const result = nextLine(child);
		await untilItWaits(child.pid);
		assert.is(child.exitCode, null);
		sysv.semsetval(set, 0, 1);
		assert.is(await result, 0);
	});
});

waiters('should end with the worker thread that has it', async () => {
	await withObjects(async ({ set }) => {
		const before = inUse();
		for (let i = 0; i < 30; i++) {
			const worker = new Worker(
				`import(${JSON.stringify(INDEX)}).then((native) => {
					new native.Waiter(() => {});
					new native.Waiter(() => {}).semop(${set}, [0, -1, 0]);
					require('node:worker_threads').parentPort.postMessage('begun');
				});`,
				{ eval: true },
			);
			await once(worker, 'message');
			if (i % 2 === 0) await untilItWaits();
			await worker.terminate();
		}
		await eventually(() => inUse().threads <= before.threads, 'the threads have ended');
		assert.ok(inUse().fds <= before.fds);
		assert.is(sysv.semop(set, [0, 1, 0]), 0);
		assert.is(sysv.semgetval(set, 0), 1); // nobody waits any more
	});
});

/** Which signals a thread of this process blocks, one bit each: proc(5), status. */
function blockedBy(tid: number | string): bigint {
	const status = readFileSync(`/proc/self/task/${tid}/status`, 'utf8');
	return BigInt(`0x${/SigBlk:\s+(\w+)/.exec(status)?.[1]}`);
}

waiters('should leave signals to the event loop', async () => {
	await withObjects(async ({ set }) => {
		const before = readdirSync('/proc/self/task');
		const { waiter, results, next } = waiterAndResults();
		waiter.semop(set, [0, -1, 0]);
		await untilItWaits();
		assert.is(blockedBy(process.pid), 0n);
		const [its] = readdirSync('/proc/self/task').filter((tid) => !before.includes(tid));
		const terminate = 1n << BigInt(os.signals.SIGTERM - 1);
		assert.is(blockedBy(its as string) & terminate, terminate);
		for (let i = 0; i < 50; i++) {
			const signal = once(process, 'SIGTERM');
			process.kill(process.pid, 'SIGTERM');
			await signal;
		}
		assert.equal(results, []);
		sysv.semsetval(set, 0, 1);
		assert.is(await next(), 0);
		waiter.close();
	});
});

skipUnless(waiters, withSanitizer)(
	'should be an error where there may be no further thread',
	() => {
		const result = inAnotherProcess(
			`const { readFileSync } = require('node:fs');
		const status = () => readFileSync('/proc/self/status', 'utf8');
		const field = (name) => new RegExp(name + ':\\\\s+(\\\\w+)').exec(status())[1];
		const before = field('SigBlk');
		// A thread's stack counts as data: getrlimit(2).
		native.setrlimit('data', Number(field('VmData')) * 1024 + 200 * 2 ** 20);
		const waiters = [];
		try {
			for (;;) waiters.push(new native.Waiter(() => {}));
		} catch ({ code, syscall }) {
			for (const waiter of waiters) waiter.close();
			print([code, syscall, waiters.length > 0, field('SigBlk') === before]);
		}`,
		);
		assert.equal(result, ['EAGAIN', 'pthread_create', true, true]);
	},
);

waiters('should take only what is right', async () => {
	await withObjects(({ set, semaphore }) => {
		const { waiter } = waiterAndResults();
		for (const wrong of [
			{},
			null,
			{ native: {} },
			{ native: Object.create(semaphore.native) },
			{ native: new Proxy(semaphore.native, {}) },
			{ native: new binding.Waiter(() => {}) },
			{ native: binding.Semaphore.prototype },
		]) {
			const error = thrownBy(() => waiter.sem_wait(wrong as unknown as posix.Semaphore));
			assert.instance(error, TypeError);
		}
		assert.is(thrownBy(() => waiter.semop(set, [65_536, -1, 0])).code, 'ERR_INVALID_ARG_VALUE');
		const method = binding.Waiter.prototype.close as () => void;
		assert.instance(
			thrownBy(() => method.call(semaphore.native)),
			TypeError,
		);
		waiter.semop(set, [0, 0, 0]); // so nothing has begun before
		waiter.close();
	});
});

waiters.run();
