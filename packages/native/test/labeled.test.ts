import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { skipUnless } from '@peercon/test-utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import * as native from '../lib/index.ts';
import { noSelinux, thrownBy, withSelinux } from './support.ts';

const INDEX = fileURLToPath(new URL('../dist/index.js', import.meta.url));

const labeled = suite('labeled spawn and socket');
const onSelinux = skipUnless(labeled, noSelinux);
const withoutSelinux = skipUnless(labeled, withSelinux);

/** This process's own context with another level, which unconfined users may take on. */
const atLevel = (level: string) =>
	`${native.getcon_raw().split(':').slice(0, 3).join(':')}:${level}`;

withoutSelinux('should start nothing without SELinux', () => {
	const children = () => readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8');
	const before = children();
	assert.is(
		thrownBy(() => native.spawnWithContext('a:b:c', 'sleep', ['60'])).code,
		'ERR_SELINUX_DISABLED',
	);
	assert.is(children(), before);
});

labeled('should create a socket as it is asked for, non-blocking and closed on exec', () => {
	const fd = native.createSocket('tcp', 'inet');
	// O_NONBLOCK and O_CLOEXEC, in octal: proc(5), fdinfo.
	assert.match(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'), /flags:\s+02004002/);
	native.sys.close(fd);
	assert.is(thrownBy(() => native.createSocket('tcp', 'unix')).syscall, 'socket');
});

onSelinux('should start a process in the context, and no other', async () => {
	const child = native.spawnWithContext(atLevel('s0'), 'cat', ['/proc/self/attr/current']);
	assert.is(native.getexeccon_raw(), null);
	assert.is((await text(child.stdout as NodeJS.ReadableStream)).replace('\0', ''), atLevel('s0'));

	const next = native.spawnWithContext(native.getcon_raw(), 'cat', ['/proc/self/attr/current']);
	assert.is(
		(await text(next.stdout as NodeJS.ReadableStream)).replace('\0', ''),
		native.getcon_raw(),
	);
});

onSelinux('should reset the attribute when spawn throws or fails', async () => {
	const throws = () => native.spawnWithContext(atLevel('s0'), '');
	assert.is(thrownBy(throws).code, 'ERR_INVALID_ARG_VALUE');
	assert.is(native.getexeccon(), null);

	const child = native.spawnWithContext(atLevel('s0'), '/no/such/program');
	const [error] = await once(child, 'error');
	assert.is(error.code, 'ENOENT');
	assert.is(native.getexeccon(), null);
});

onSelinux('should refuse a second context while the first is in force', async () => {
	let refused: NodeJS.ErrnoException | undefined;
	const child = native.spawnWithContext(atLevel('s0:c3'), 'cat', ['/proc/self/attr/current'], {
		get cwd() {
			try {
				native.spawnWithContext(atLevel('s0:c4'), 'true');
			} catch (error) {
				refused = error as NodeJS.ErrnoException;
			}
			return '/';
		},
	});
	assert.is(refused?.code, 'EBUSY');
	assert.is(refused?.syscall, 'setexeccon');
	const context = await text(child.stdout as NodeJS.ReadableStream);
	assert.is(context.replace('\0', ''), atLevel('s0:c3'));
	// The refusal is over with the first one.
	await once(native.spawnWithContext(atLevel('s0:c4'), 'true'), 'exit');
});

onSelinux('should label a socket, and reset the attribute', () => {
	const fd = native.createSocket('tcp', 'inet', atLevel('s0:c3'));
	assert.is(native.getsocketcon_raw(fd), atLevel('s0:c3'));
	assert.is(native.getsockcreatecon(), null);
	native.sys.close(fd);

	const plain = native.createSocket('tcp', 'inet');
	assert.is(native.getsocketcon_raw(plain), native.getcon_raw());
	native.sys.close(plain);
});

onSelinux('should refuse a context that the policy does not know', () => {
	const wrong = 'no_u:no_r:no_t:s0';
	assert.is(thrownBy(() => native.spawnWithContext(wrong, 'true')).code, 'EINVAL');
	assert.is(thrownBy(() => native.createSocket('tcp', 'inet', wrong)).code, 'EINVAL');
	assert.is(native.getexeccon(), null);
	assert.is(native.getsockcreatecon(), null);
});

onSelinux('should abort with a message when the attribute cannot be reset', () => {
	// Without descriptors libselinux cannot open /proc/thread-self/attr/exec: the act takes them all.
	const script = `
		const fs = require('node:fs');
		import(process.argv[1]).then(({ getcon_raw, spawnWithContext }) => {
			spawnWithContext(getcon_raw(), 'true', [], {
				get cwd() {
					try { for (;;) fs.openSync('/proc/self/status'); } catch {}
				},
			});
			console.log('it went on');
		});`;
	const { status, signal, stdout, stderr } = spawnSync(
		'sh',
		['-c', 'ulimit -n 100; exec "$@"', 'sh', process.execPath, '-e', script, INDEX],
		{ encoding: 'utf8' },
	);
	assert.is(stdout, '');
	assert.ok(signal === 'SIGABRT' || status === 134, `${status} ${signal}`);
	assert.match(stderr, 'setexeccon could not be reset: Too many open files');
});

labeled.run();
