import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import * as native from '../lib/index.ts';
import { thrownBy } from './support.ts';

const { sys } = native;

// What TypeScript would refuse, as a JavaScript caller may pass it.
type Loose = (...args: unknown[]) => unknown;

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
	sendto: [sys.sendto, { fd: -1, buffer: Buffer.alloc(1), address: { path: '/x' } }],
	own: [sys.own, { fd: 0 }],
	systemError: [native.systemError, { errno: 1, syscall: 'x', object: 'y' }],
};

const WRONG = [undefined, null, true, 1.5, Number.NaN, 2 ** 40, Symbol('x'), [], () => {}];

const args = suite('arguments');

for (const [name, [call, right]] of Object.entries(functions)) {
	args(`should be checked by ${name}, which names the wrong one`, () => {
		for (const argument of Object.keys(right)) {
			for (const wrong of WRONG) {
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
});

args.run();
