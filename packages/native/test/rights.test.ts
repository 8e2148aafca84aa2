import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import * as native from '../lib/index.ts';
import { thrownBy } from './support.ts';

const { createSocketPair, sys } = native;
const { EAGAIN, EBADF, EPIPE } = constants.errno;

const INDEX = fileURLToPath(new URL('../dist/index.js', import.meta.url));

/** The flags of open(2) that a descriptor has, in octal: proc(5), fdinfo. */
const flagsOf = (fd: number) =>
	/flags:\s+(\d+)/.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))?.[1];

function closeAll(fds: number[]): void {
	for (const fd of fds) sys.close(fd);
}

/** Receives, where something has arrived. */
function received(fd: number, buffer = Buffer.alloc(64)): native.ReceivedDescriptors {
	const got = sys.recvfds(fd, buffer);
	if (typeof got === 'number') throw new Error(`recvfds: ${got}`);
	return got;
}

const pairs = suite('createSocketPair');

pairs('should not block, and be closed on exec', () => {
	for (const type of ['stream', 'seqpacket', 'dgram'] as const) {
		const pair = createSocketPair(type);
		// O_RDWR, O_NONBLOCK and O_CLOEXEC.
		for (const fd of pair) assert.is(flagsOf(fd), '02004002');
		assert.is(sys.recv(pair[0], Buffer.alloc(1)), -EAGAIN);
		closeAll(pair);
	}
});

pairs('should keep messages apart, or not, as the type says', () => {
	for (const [type, first] of [
		['stream', 'onetwo'],
		['seqpacket', 'one'],
		['dgram', 'one'],
	] as const) {
		const [one, other] = createSocketPair(type);
		for (const text of ['one', 'two']) sys.send(one, Buffer.from(text), 0, 3);
		const buffer = Buffer.alloc(64);
		assert.is(buffer.toString('utf8', 0, sys.recv(other, buffer)), first);
		closeAll([one, other]);
	}
});

pairs('should go both ways', () => {
	const [one, other] = createSocketPair('seqpacket');
	for (const [from, to] of [
		[one, other],
		[other, one],
	] as const) {
		assert.is(sys.send(from, Buffer.from('hello'), 0, 5), 5);
		assert.is(sys.recv(to, Buffer.alloc(64)), 5);
	}
	closeAll([one, other]);
});

pairs('should end for one side when the other is closed, or not, as the type says', () => {
	const ends = { stream: 0, seqpacket: 0, dgram: -EAGAIN } as const;
	for (const type of ['stream', 'seqpacket', 'dgram'] as const) {
		const [one, other] = createSocketPair(type);
		closeAll([other]);
		assert.is(sys.recv(one, Buffer.alloc(1)), ends[type], type);
		closeAll([one]);
	}
});

pairs('should be of one of the three types', () => {
	for (const wrong of ['raw', 'STREAM', '', 'stream\0', undefined, null, 1, {}]) {
		assert.instance(
			thrownBy(() => createSocketPair(wrong as 'stream')),
			TypeError,
		);
	}
	assert.match(
		thrownBy(() => createSocketPair('raw' as 'stream')).message,
		"'stream', 'seqpacket' or 'dgram'",
	);
});

pairs('should leave nothing open when it fails', () => {
	const before = createSocketPair('stream');
	closeAll(before);
	assert.ok(thrownBy(() => createSocketPair('stream', 'no_u:no_r:no_t:s0')).code);
	const after = createSocketPair('stream');
	assert.equal(after, before);
	closeAll(after);
});

pairs.run();

const rights = suite('sendfds and recvfds');

rights('should pass several descriptors beside one message, in order', () => {
	const [from, to] = createSocketPair('seqpacket');
	const passed = [1, 2, 3].map(() => createSocketPair('stream'));
	const sent = sys.sendfds(
		from,
		Buffer.from('three'),
		passed.map(([fd]) => fd),
	);
	assert.is(sent, 5);

	const buffer = Buffer.alloc(64);
	const { bytes, fds, withheld } = received(to, buffer);
	assert.is(buffer.toString('utf8', 0, bytes), 'three');
	assert.is(fds.length, 3);
	assert.is(withheld, false);
	for (const [i, fd] of fds.entries()) {
		assert.is(sys.send(fd, Buffer.from(`to ${i}`), 0, 4), 4);
		assert.is(sys.recv(passed[i]?.[1] as number, buffer), 4);
		assert.is(buffer.toString('utf8', 0, 4), `to ${i}`);
	}
	closeAll([from, to, ...fds, ...passed.flat()]);
});

rights('should pass duplicates: one lives on when the sender has closed its own', () => {
	const [from, to] = createSocketPair('stream');
	const [passed, peer] = createSocketPair('stream');
	sys.sendfds(from, Buffer.from('x'), [passed]);
	sys.close(passed); // while it is under way
	const { fds } = received(to);
	assert.is(sys.recv(peer, Buffer.alloc(1)), -EAGAIN); // not the end of file
	assert.is(sys.send(fds[0] as number, Buffer.from('alive'), 0, 5), 5);
	assert.is(sys.recv(peer, Buffer.alloc(8)), 5);
	closeAll(fds);
	assert.is(sys.recv(peer, Buffer.alloc(8)), 0);
	closeAll([from, to, peer]);
});

rights('should close on exec what has arrived', () => {
	const [from, to] = createSocketPair('seqpacket');
	sys.sendfds(from, Buffer.from('x'), [0]);
	const { fds } = received(to);
	assert.is(Number.parseInt(flagsOf(fds[0] as number) ?? '', 8) & 0o2000000, 0o2000000);
	closeAll([from, to, ...fds]);
});

rights('should carry messages without descriptors', () => {
	const [from, to] = createSocketPair('seqpacket');
	sys.sendfds(from, Buffer.from('plain'), []);
	assert.equal(received(to), { bytes: 5, fds: [], withheld: false });
	closeAll([from, to]);
});

rights('should pass 253, which is the most, and refuse more before it sends any', () => {
	const [from, to] = createSocketPair('seqpacket');
	for (const count of [254, 100_000]) {
		const error = thrownBy(() => sys.sendfds(from, Buffer.from('x'), Array(count).fill(0)));
		assert.instance(error, TypeError);
		assert.match(error.message, '253');
	}
	assert.is(sys.recvfds(to, Buffer.alloc(1)), -EAGAIN);

	assert.is(sys.sendfds(from, Buffer.from('x'), Array(253).fill(0)), 1);
	const { fds, withheld } = received(to);
	assert.is(new Set(fds).size, 253);
	assert.is(withheld, false);
	closeAll([from, to, ...fds]);
});

rights('should return what fails as a matter of course', () => {
	const [from, to] = createSocketPair('seqpacket');
	assert.is(sys.recvfds(to, Buffer.alloc(1)), -EAGAIN);
	let sent = 0;
	while (sys.sendfds(from, Buffer.from('x'), []) === 1) sent++;
	assert.is(sys.sendfds(from, Buffer.from('x'), []), -EAGAIN);
	assert.is(sys.sendfds(from, Buffer.from('x'), [9999]), -EBADF);
	assert.is(sys.recvfds(-1, Buffer.alloc(1)), -EBADF);

	sys.close(from);
	for (; sent > 0; sent--) assert.is(received(to).bytes, 1);
	assert.equal(received(to), { bytes: 0, fds: [], withheld: false });
	sys.close(to);

	const [left, gone] = createSocketPair('seqpacket');
	sys.close(gone);
	assert.is(sys.sendfds(left, Buffer.from('x'), []), -EPIPE); // and no SIGPIPE
	sys.close(left);
});

rights('should refuse bad arguments', () => {
	const data = Buffer.from('x');
	const loose = sys as unknown as Record<'sendfds' | 'recvfds', (...args: unknown[]) => unknown>;
	for (const call of [
		() => loose.sendfds('0', data, []),
		() => loose.sendfds(0, 'x', []),
		() => loose.sendfds(0, data),
		() => loose.sendfds(0, data, 3),
		() => loose.sendfds(0, data, { length: 1, 0: 3 }),
		() => loose.sendfds(0, data, ['3']),
		() => loose.sendfds(0, data, [0, undefined]),
		() => loose.sendfds(0, data, [1.5]),
		() => loose.sendfds(0, data, [Number.NaN]),
		() => loose.recvfds(undefined, data),
		() => loose.recvfds(0, 'x'),
		() => loose.recvfds(0),
	]) {
		const error = thrownBy(call);
		assert.instance(error, TypeError);
		assert.is(error.code, 'ERR_INVALID_ARG_TYPE');
	}
	for (const call of [
		() => sys.sendfds(0, Buffer.alloc(0), [0]),
		() => sys.recvfds(0, Buffer.alloc(0)),
	]) {
		assert.instance(thrownBy(call), RangeError);
	}
});

rights('should not be deceived by an array that grows while it is read', () => {
	const [from, to] = createSocketPair('seqpacket');
	const fds = [0, 0];
	Object.defineProperty(fds, 0, { get: () => fds.push(...Array(1000).fill(0)) && 0 });
	assert.is(sys.sendfds(from, Buffer.from('x'), fds), 1);
	const got = received(to);
	assert.is(got.fds.length, 2);
	closeAll([from, to, ...got.fds]);
});

/** Runs a receiver that may have few descriptors: it is passed 30 and tells what arrived. */
function receiverWithFew(): { fds: number; withheld: boolean; next: number } {
	const script = `
		import(process.argv[1]).then(({ createSocketPair, sys }) => {
			const [from, to] = createSocketPair('seqpacket');
			sys.sendfds(from, Buffer.from('x'), Array(30).fill(0));
			const { fds, withheld } = sys.recvfds(to, Buffer.alloc(1));
			for (const fd of fds) sys.close(fd);
			sys.sendfds(from, Buffer.from('x'), [0]);
			const next = sys.recvfds(to, Buffer.alloc(1));
			console.log(JSON.stringify({ fds: fds.length, withheld, next: next.fds.length }));
		});`;
	const { stdout, stderr } = spawnSync(
		'sh',
		['-c', 'ulimit -n 40; exec "$@"', 'sh', process.execPath, '-e', script, INDEX],
		{ encoding: 'utf8' },
	);
	assert.is(stderr, '');
	return JSON.parse(stdout);
}

rights('should say when the kernel keeps descriptors back, for want of free ones', () => {
	const { fds, withheld, next } = receiverWithFew();
	assert.ok(fds > 0 && fds < 30, `${fds} arrived`);
	assert.is(withheld, true);
	assert.is(next, 1);
});

rights.run();
