// Every function of the addon with what JavaScript may pass: whatever it is, there is a result or an
// Error. Run on the addon that has the sanitizers, too: npm run asan -- fuzz/main.ts native

import { constants, fstatSync, mkdirSync, rmSync, truncateSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as native from '@peercon/native';
import fc from 'fast-check';

const { posix, sys, sysv } = native;

type Call = (...args: unknown[]) => unknown;

/** Descriptors that may be used and closed at will: sockets and files of this process, some closed. */
const pool: number[] = [];

/** Names and keys that nobody else has: what they are of is made, cut and removed at will. */
const OWN = `peercon-fuzz-${process.pid}`;
const NAMES = [`/${OWN}-0`, `/${OWN}-1`];
const KEYS = [sysv.IPC_PRIVATE, 0x46_00_00_00 + process.pid];
const FOLDER = join(tmpdir(), OWN);

/** One of each kind that has an id or is an object. What was removed or closed is made again. */
const MAKE = {
	segment: () => sysv.shmget(sysv.IPC_PRIVATE, 10_000, 0o600),
	set: () => sysv.semget(sysv.IPC_PRIVATE, 4, 0o600),
	queue: () => sysv.msgget(sysv.IPC_PRIVATE, 0o600),
	/** Over a file that `truncate` cuts, unless it was unlinked since. */
	memory: () => {
		removeName(NAMES[0] as string);
		const flags = constants.O_CREAT | constants.O_RDWR;
		const fd = posix.shm_open(NAMES[0] as string, flags, 0o600);
		try {
			return native.Memory.mmap(fd, 20_000);
		} finally {
			sys.close(fd);
		}
	},
	semaphore: () => {
		removeName(NAMES[1] as string);
		return new posix.Semaphore(NAMES[1] as string, constants.O_CREAT, 0o600, 1);
	},
	waiter: () => new native.Waiter(() => {}),
};
type Made = { [Kind in keyof typeof MAKE]: ReturnType<(typeof MAKE)[Kind]> };
const kept = new Map<keyof Made, unknown>();

function made<Kind extends keyof Made>(kind: Kind): Made[Kind] {
	if (!kept.has(kind)) kept.set(kind, MAKE[kind]());
	return kept.get(kind) as Made[Kind];
}

let hasBegun = false;

/** Nothing of it outlives the process. */
function begin(): void {
	if (hasBegun) return;
	hasBegun = true;
	mkdirSync(FOLDER);
	process.on('exit', () => {
		made('waiter').close();
		sysv.shmremove(made('segment'));
		sysv.semremove(made('set'));
		sysv.msgremove(made('queue'));
		for (const name of NAMES) removeName(name);
		rmSync(FOLDER, { recursive: true });
	});
}

/** The functions after which something has to be made again. */
const UNMAKES: Record<string, keyof Made> = {
	shmremove: 'segment',
	semremove: 'set',
	msgremove: 'queue',
	'Memory.close': 'memory',
	'Semaphore.close': 'semaphore',
	'Waiter.close': 'waiter',
};

function removeName(name: string): void {
	for (const remove of [posix.shm_unlink, posix.sem_unlink, posix.mq_unlink]) {
		try {
			remove(name);
		} catch {} // there is none
	}
}

const opened =
	(Class: new (...args: never[]) => object) =>
	(...args: unknown[]) =>
		Reflect.construct(Class, args);

/** A method of what is there. */
const of =
	(kind: keyof Made, method: string) =>
	(...args: unknown[]) =>
		(made(kind) as unknown as Record<string, Call>)[method]?.(...args);

function attach(memory: native.Memory): void {
	made('memory').close();
	kept.set('memory', memory);
}

function refill(): void {
	while (pool.length < 16) {
		pool.push(...native.createSocketPair(pool.length % 4 === 0 ? 'stream' : 'seqpacket'));
		pool.push(native.createSocket('udp', 'inet'), native.createSocket('tcp', 'inet6'));
		pool.push(sys.eventfd(), sys.memfd_create(OWN));
		const queue = `/${OWN}-queue`;
		pool.push(posix.mq_open(queue, constants.O_CREAT | constants.O_RDWR, 0o600, 4, 64));
		posix.mq_unlink(queue);
	}
}

const fd = fc.oneof(
	{ weight: 8, arbitrary: fc.nat({ max: 15 }).map((i) => ({ pooled: i })) },
	{ weight: 1, arbitrary: fc.constantFrom(-1, 2 ** 31 - 1, -(2 ** 31), 1_000_000) },
);

const anything = fc.oneof(
	fc.constantFrom(undefined, null, true, Number.NaN, 2 ** 31, -(2 ** 31), 1e308, '', [], 5n),
	fc.constant(Symbol('x')),
	fc.constant(() => {}),
	fc.string({ unit: 'binary' }),
	fc.object({ maxDepth: 1 }),
);
const number = fc.oneof(fc.integer(), fc.constantFrom(0, 1, 1024, -(2 ** 31), 2 ** 31 - 1));
const text = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc.constantFrom('u:r:t:s0', 'tcp', 'udp', 'inet', 'stream', 'seqpacket', '\ud800', 'x\0y'),
	fc.nat({ max: 100_000 }).map((length) => 'x'.repeat(length)),
);
const bytes = fc.tuple(
	fc.nat({ max: 70_000 }),
	fc.constantFrom('whole', 'part', 'moved', 'shared'),
);
/** Mostly the right thing, so that what comes after the arguments is reached. */
const mostly = <T>(right: fc.Arbitrary<T>) =>
	fc.oneof({ weight: 15, arbitrary: right }, { weight: 1, arbitrary: anything });
const inet = fc.record({
	address: mostly(fc.constantFrom('127.0.0.1', '::1', '::ffff:127.0.0.1', 'fe80::1%lo')),
	port: mostly(fc.nat({ max: 65_535 })),
	/** Reading the port takes the buffer's memory away. */
	isTrap: fc.nat({ max: 3 }).map((n) => n === 0),
});
const isTrap = fc.constant(false);
const address = fc.oneof(
	{ weight: 4, arbitrary: inet },
	{ weight: 1, arbitrary: fc.record({ path: mostly(text), isTrap }) },
	{ weight: 1, arbitrary: fc.record({ abstract: mostly(ownText()), isTrap }) },
	{ weight: 1, arbitrary: fc.record({ portId: mostly(number), isTrap }) },
	{ weight: 1, arbitrary: fc.record({ cid: mostly(number), port: mostly(number), isTrap }) },
);
const fds = fc.array(fd, { maxLength: 300 });

/** Texts that begin as nobody else's do. */
function ownText(): fc.Arbitrary<string> {
	return fc.oneof(
		fc.constant(''),
		fc.nat({ max: 200 }).map((length) => OWN + 'x'.repeat(length)),
	);
}

/** What belongs to this process, or to nobody: an id of another one's object must never be met. */
const nobodys = fc.constantFrom(-1, -2, -(2 ** 31));
const current = (kind: keyof Made) =>
	fc.oneof(
		{ weight: 15, arbitrary: fc.constant({ current: kind }) },
		{ weight: 1, arbitrary: nobodys as fc.Arbitrary<unknown> },
	);
const name = fc.constantFrom(...NAMES, '', '/', '/a/b', `${OWN}/`, 'x\0y', `/${'x'.repeat(300)}`);
const path = fc
	.constantFrom('fifo', 'other', 'x/y', 'x'.repeat(300))
	.map((end) => join(FOLDER, end));
const short = fc.oneof(fc.integer({ min: -8, max: 8 }), fc.integer({ min: -40_000, max: 70_000 }));
const operations = fc.oneof(
	fc
		.array(fc.tuple(fc.nat({ max: 5 }), short, fc.constantFrom(0, sysv.SEM_UNDO, 0o4000)), {
			maxLength: 18,
		})
		.map((threes) => threes.flat()),
	fc.array(short, { maxLength: 50 }),
);
const offset = fc.oneof(fc.nat({ max: 21_000 }), number);

const KINDS = {
	fd,
	number,
	text,
	bytes,
	address,
	fds,
	key: fc.constantFrom(...KEYS),
	segment: current('segment'),
	set: current('set'),
	queue: current('queue'),
	semaphore: current('semaphore'),
	name,
	path,
	operations,
	offset,
};
type Kind = keyof typeof KINDS;

/** recvfrom, with any bytes for those of a Sender. */
const recvfrom = (fd: number, buffer: Uint8Array, bytes: Buffer) =>
	sys.recvfrom(fd, buffer, { bytes } as native.Sender);

/** What each takes. Those that wait for others or change this process for good are left out. */
const FUNCTIONS: [name: string, call: unknown, kinds: Kind[]][] = [
	['systemError', native.systemError, ['number', 'text', 'text']],
	['getpeercon', native.getpeercon, ['fd']],
	['tryGetpeercon_raw', native.tryGetpeercon_raw, ['fd']],
	['getpidcon', native.getpidcon, ['number']],
	['getfilecon', native.getfilecon, ['text']],
	['fgetfilecon', native.fgetfilecon, ['fd']],
	['security_check_context', native.security_check_context, ['text']],
	['security_compute_create', native.security_compute_create, ['text', 'text', 'text']],
	['security_compute_av', native.security_compute_av, ['text', 'text', 'text']],
	['selinux_check_access', native.selinux_check_access, ['text', 'text', 'text', 'text']],
	['createSocketPair', native.createSocketPair, ['text', 'text']],
	['bind', sys.bind, ['fd', 'address']],
	['listen', sys.listen, ['fd', 'number']],
	['connect', sys.connect, ['fd', 'address']],
	['takeError', sys.takeError, ['fd']],
	['accept', sys.accept, ['fd']],
	['recv', sys.recv, ['fd', 'bytes']],
	['send', sys.send, ['fd', 'bytes', 'number', 'number']],
	['own', sys.own, ['fd']],
	['close', sys.close, ['fd']],
	['getsockname', sys.getsockname, ['fd']],
	['getpeername', sys.getpeername, ['fd']],
	['passinfo', sys.passinfo, ['fd']],
	['recvmsg', sys.recvmsg, ['fd', 'bytes']],
	['recvfrom', recvfrom, ['fd', 'bytes', 'bytes']],
	['sendto', sys.sendto, ['fd', 'bytes', 'address', 'address']],
	['sendto a sender', sys.sendto, ['fd', 'bytes', 'bytes']],
	['sendfds', sys.sendfds, ['fd', 'bytes', 'fds']],
	['recvfds', sys.recvfds, ['fd', 'bytes']],
	['nonblock', sys.nonblock, ['fd']],
	['mkfifo', sys.mkfifo, ['path', 'number']],
	['memfd_create', sys.memfd_create, ['text']],
	['flock', sys.flock, ['fd']],
	['read', sys.read, ['fd', 'bytes']],
	['write', sys.write, ['fd', 'bytes']],
	['shmget', sysv.shmget, ['key', 'number', 'number']],
	['shmstat', sysv.shmstat, ['segment']],
	['shmremove', sysv.shmremove, ['segment']],
	['semget', sysv.semget, ['key', 'offset', 'number']],
	['semsetval', sysv.semsetval, ['set', 'number', 'number']],
	['semgetval', sysv.semgetval, ['set', 'number']],
	['semremove', sysv.semremove, ['set']],
	['semop', sysv.semop, ['set', 'operations']],
	['msgget', sysv.msgget, ['key', 'number']],
	['msgstat', sysv.msgstat, ['queue']],
	['msgremove', sysv.msgremove, ['queue']],
	['msgsnd', sysv.msgsnd, ['queue', 'number', 'bytes']],
	['msgrcv', sysv.msgrcv, ['queue', 'number', 'bytes']],
	['shm_open', posix.shm_open, ['name', 'number', 'number']],
	['shm_unlink', posix.shm_unlink, ['name']],
	['mq_open', posix.mq_open, ['name', 'number', 'number', 'number', 'number']],
	['mq_msgsize', posix.mq_msgsize, ['fd']],
	['mq_send', posix.mq_send, ['fd', 'bytes']],
	['mq_receive', posix.mq_receive, ['fd', 'bytes']],
	['mq_unlink', posix.mq_unlink, ['name']],
	['sem_unlink', posix.sem_unlink, ['name']],
	['Semaphore', opened(posix.Semaphore), ['name', 'number', 'number', 'number']],
	['Semaphore.post', of('semaphore', 'post'), []],
	['Semaphore.trywait', of('semaphore', 'trywait'), []],
	['Semaphore.close', of('semaphore', 'close'), []],
	['Memory.shmat', (...args: [number]) => attach(native.Memory.shmat(...args)), ['segment']],
	[
		'Memory.mmap',
		(...args: [number, number]) => attach(native.Memory.mmap(...args)),
		['fd', 'offset'],
	],
	['Memory.read', of('memory', 'read'), ['offset', 'bytes']],
	['Memory.write', of('memory', 'write'), ['offset', 'bytes']],
	['Memory.close', of('memory', 'close'), []],
	['Waiter', opened(native.Waiter), ['text']],
	['Waiter.semop', of('waiter', 'semop'), ['set', 'operations']],
	['Waiter.msgrcv', of('waiter', 'msgrcv'), ['queue', 'number', 'bytes']],
	['Waiter.sem_wait', of('waiter', 'sem_wait'), ['semaphore']],
	['Waiter.flock', of('waiter', 'flock'), ['fd']],
	['Waiter.close', of('waiter', 'close'), []],
	// What the others that share it may do.
	[
		'truncate',
		(file: string, length: number) => truncateSync(`/dev/shm${file}`, length),
		['name', 'offset'],
	],
	[
		'truncate, a semaphore',
		(file: string, length: number) => truncateSync(`/dev/shm/sem.${`${file}`.slice(1)}`, length),
		['name', 'offset'],
	],
];

/** A name or a key that somebody else could have is not tried. */
function foreign(kind: Kind, value: unknown): unknown {
	if ((kind === 'name' || kind === 'path') && typeof value === 'string') return 'x\0y';
	return kind === 'key' && typeof value === 'number' ? Number.NaN : value;
}

/** One call: a function and its arguments, each of the right kind but for a few. */
const call = fc.constantFrom(...FUNCTIONS).chain(([name, , kinds]) =>
	fc.tuple(
		fc.constant(name),
		fc.tuple(
			...kinds.map((kind) =>
				fc.oneof(
					{ weight: 12, arbitrary: KINDS[kind].map((value: unknown) => ({ kind, value })) },
					{
						weight: 1,
						arbitrary: anything.map((value) => ({ kind: 'any', value: foreign(kind, value) })),
					},
				),
			),
		),
	),
);

function isCurrent(value: unknown): value is { current: keyof Made } {
	return typeof value === 'object' && value !== null && Object.hasOwn(value, 'current');
}

/** Makes the values that are to be passed: buffers and addresses that work together. */
function valuesOf(args: { kind: string; value: unknown }[]): unknown[] {
	const buffer: { bytes: Uint8Array } = { bytes: new Uint8Array(0) };
	const descriptor = (value: unknown) =>
		typeof value === 'object' ? pool[(value as { pooled: number }).pooled] : value;
	return args.map(({ kind, value }) => {
		if (kind === 'fd') return descriptor(value);
		if (kind === 'fds') return (value as unknown[]).map(descriptor);
		if (kind === 'bytes') {
			buffer.bytes = bytesOf(value as [number, string]);
			return buffer.bytes;
		}
		if (kind !== 'address') return isCurrent(value) ? made(value.current) : value;
		const { isTrap, port, ...fields } = value as { isTrap: boolean; port?: unknown };
		if (!isTrap) return port === undefined ? fields : { ...fields, port };
		return Object.defineProperty(fields, 'port', {
			get() {
				takeAway(buffer.bytes);
				return port;
			},
		});
	});
}

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** Moves the memory of an array to another one, which nobody keeps. */
function takeAway({ buffer }: Uint8Array): void {
	if (!(buffer instanceof ArrayBuffer)) return;
	structuredClone(buffer, { transfer: [buffer] });
	collectGarbage();
}

function bytesOf([length, how]: [number, string]): Uint8Array {
	if (how === 'shared') return new Uint8Array(new SharedArrayBuffer(length));
	const memory = new ArrayBuffer(length);
	const start = how === 'part' ? length >> 1 : 0;
	const bytes = new Uint8Array(memory, start);
	if (how === 'moved') structuredClone(memory, { transfer: [memory] });
	return bytes;
}

const functions = new Map(FUNCTIONS.map(([name, run]) => [name, run as Call]));

/** Where the call stands that a crash was in: descriptor 3, if the runner has opened one. */
const trace = process.env.PEERCON_FUZZ_TRACE === undefined ? undefined : 3;

export default fc.asyncProperty(fc.array(call, { maxLength: 20 }), async (calls) => {
	begin();
	for (const [name, args] of calls) {
		refill();
		if (trace !== undefined)
			writeSync(trace, `${inspect([name, args], { breakLength: Infinity })}\n`);
		try {
			const result = (functions.get(name) as Call)(...valuesOf(args));
			keep(name, result);
			if (UNMAKES[name] !== undefined) kept.delete(UNMAKES[name]);
		} catch (error) {
			if (!(error instanceof Error)) throw error;
		}
		forgetClosed();
	}
	await new Promise(setImmediate); // a Waiter's callback
	if (!kept.has('waiter')) return;
	made('waiter').close(); // it would keep the process running
	kept.delete('waiter');
});

/** What hands out a descriptor, and with what an object is removed that was found or made by its key. */
const OPENS = ['accept', 'shm_open', 'mq_open', 'memfd_create'];
const REMOVES: Record<string, (id: number) => void> = {
	shmget: sysv.shmremove,
	semget: sysv.semremove,
	msgget: sysv.msgremove,
};

/** What was opened belongs to the pool, or is closed. */
function keep(name: string, result: unknown): void {
	REMOVES[name]?.(result as number);
	if (name === 'Semaphore' || name === 'Waiter') (result as { close(): void }).close();
	const isOne = OPENS.includes(name);
	const opened = isOne ? [result] : name === 'createSocketPair' ? result : undefined;
	const received = name === 'recvfds' ? (result as { fds?: number[] }).fds : undefined;
	for (const one of (opened ?? received ?? []) as number[]) if (one >= 0) sys.close(one);
}

/** A number that was closed is soon somebody else's, whom nobody may close. */
function forgetClosed(): void {
	for (const [i, one] of [...pool.entries()].reverse()) {
		try {
			fstatSync(one);
		} catch {
			pool.splice(i, 1);
		}
	}
}
