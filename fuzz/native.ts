// Every function of the addon with what JavaScript may pass: whatever it is, there is a result or an
// Error. Run on the addon that has the sanitizers, too: npm run asan -- fuzz/main.ts native

import { writeSync } from 'node:fs';
import { inspect } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as native from '@peercon/native';
import fc from 'fast-check';

const { sys } = native;

type Call = (...args: unknown[]) => unknown;

/** Descriptors that may be used and closed at will: sockets of this process, some of them closed. */
const pool: number[] = [];

function refill(): void {
	while (pool.length < 16) {
		pool.push(...native.createSocketPair(pool.length % 4 === 0 ? 'stream' : 'seqpacket'));
		pool.push(native.createSocket('udp', 'inet'), native.createSocket('tcp', 'inet6'));
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
const address = fc.oneof(
	{ weight: 4, arbitrary: inet },
	{ weight: 1, arbitrary: fc.record({ path: mostly(text), isTrap: fc.constant(false) }) },
);
const fds = fc.array(fd, { maxLength: 300 });

const KINDS = { fd, number, text, bytes, address, fds };
type Kind = keyof typeof KINDS;

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
	['sendto', sys.sendto, ['fd', 'bytes', 'address', 'address']],
	['sendfds', sys.sendfds, ['fd', 'bytes', 'fds']],
	['recvfds', sys.recvfds, ['fd', 'bytes']],
];

/** One call: a function and its arguments, each of the right kind but for a few. */
const call = fc
	.constantFrom(...FUNCTIONS)
	.chain(([name, , kinds]) =>
		fc.tuple(
			fc.constant(name),
			fc.tuple(
				...kinds.map((kind) =>
					fc.oneof(
						{ weight: 12, arbitrary: KINDS[kind].map((value: unknown) => ({ kind, value })) },
						{ weight: 1, arbitrary: anything.map((value: unknown) => ({ kind: 'any', value })) },
					),
				),
			),
		),
	);

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
		if (kind !== 'address') return value;
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

export default fc.property(fc.array(call, { maxLength: 20 }), (calls) => {
	for (const [name, args] of calls) {
		refill();
		if (trace !== undefined)
			writeSync(trace, `${inspect([name, args], { breakLength: Infinity })}\n`);
		try {
			const result = (functions.get(name) as Call)(...valuesOf(args));
			keep(name, result);
		} catch (error) {
			if (!(error instanceof Error)) throw error;
		}
		forgetClosed();
	}
});

/** What was opened belongs to the pool, or is closed. */
function keep(name: string, result: unknown): void {
	const opened = name === 'accept' ? [result] : name === 'createSocketPair' ? result : undefined;
	const received = name === 'recvfds' ? (result as { fds?: number[] }).fds : undefined;
	for (const one of (opened ?? received ?? []) as number[]) if (one >= 0) sys.close(one);
}

/** A number that was closed is soon somebody else's, whom nobody may close. */
function forgetClosed(): void {
	for (const [i, one] of [...pool.entries()].reverse()) {
		try {
			sys.takeError(one);
		} catch {
			pool.splice(i, 1);
		}
	}
}
