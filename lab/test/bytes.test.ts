// Nothing is lost between a command in the guest and whoever runs it.
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { lab, ownRuntime, startLab } from './command.ts';

ownRuntime();

/** A megabyte, in which every byte and every beginning of an escape sequence is to be expected. */
const DATA = randomBytes(1_000_000);

const hash = (data: Buffer) => createHash('sha256').update(data).digest('hex');

function runWith(command: string, input: Buffer | null) {
	const run = startLab(['run', command], { stdin: 'pipe' });
	if (input) run.child.stdin?.end(input);
	return run;
}

const bytes = suite('what passes through a guest');

bytes.before(() => lab('up').then(({ status }) => assert.is(status, 0)));
bytes.after(() => lab('down').then(() => {}));

bytes('should be the same after it went in and came out', async () => {
	const { status, stdout, stderr } = await runWith('cat', DATA).ended;
	assert.is(stderr, '');
	assert.is(status, 0);
	assert.is(stdout.length, DATA.length);
	assert.is(hash(stdout), hash(DATA));
});

bytes('should be all that a guest of its own writes, too', async () => {
	await lab('down');
	const { stdout } = await startLab(['run', "head -c 1000000 /dev/zero | tr '\\0' a | fold -w 100"])
		.ended;
	assert.is(stdout.toString(), `${'a'.repeat(100)}\n`.repeat(10_000).slice(0, stdout.length));
	assert.ok(stdout.length === 1_009_999 || stdout.length === 1_010_000, String(stdout.length));
	await lab('up');
});

bytes('should be the same for a reader that is slow', async () => {
	const { child, ended } = runWith('cat', DATA);
	const stdout = child.stdout as Readable;
	let received = 0;
	stdout.on('data', async (data: Buffer) => {
		const before = received;
		received += data.length;
		if (Math.floor(before / 200_000) === Math.floor(received / 200_000)) return;
		stdout.pause();
		await sleep(300);
		stdout.resume();
	});
	assert.is(hash((await ended).stdout), hash(DATA));
});

bytes('should keep stdout and stderr apart, and the order in each', async () => {
	const { stdout, stderr } = await lab('run', 'seq 20000 >&2; seq 20000');
	const expected = Array.from({ length: 20_000 }, (_, i) => `${i + 1}\n`).join('');
	assert.ok(stdout === expected, 'stdout');
	assert.ok(stderr === expected, 'stderr');
});

bytes('should end for a reader that goes, and leave the guest in order', async () => {
	const { child, ended } = startLab(['run', 'yes']);
	const [first] = await once(child.stdout as Readable, 'data');
	assert.match(first.toString(), /^y\n/);
	child.stdout?.destroy();
	assert.is((await ended).status, 1);
	assert.is((await lab('run', 'echo fine')).stdout, 'fine\n');
});

for (const [what, input] of [
	['a megabyte', DATA],
	['a word', Buffer.from('word')],
	['a stream that stays open and idle', null],
] as const) {
	bytes(`should be no obstacle to a command that does not read it: ${what}`, async () => {
		const { child, ended } = runWith('echo fine; exit 3', input);
		const { status, stdout } = await ended;
		child.stdin?.destroy();
		assert.is(stdout.toString(), 'fine\n');
		assert.is(status, 3);
	});
}

bytes('should go as far as the command reads, and no further', async () => {
	const { status, stdout } = await runWith('head -c 100000', DATA).ended;
	assert.is(status, 0);
	assert.is(hash(stdout), hash(DATA.subarray(0, 100_000)));
});

bytes('should arrive when it is written, not when the stream ends', async () => {
	const { child, speaks, ended } = runWith('read line; echo "got $line"; cat', null);
	child.stdin?.write('one\n');
	await speaks();
	child.stdin?.end('two\n');
	assert.is((await ended).stdout.toString(), 'got one\ntwo\n');
});

bytes('should be nothing for an empty stdin', async () => {
	assert.is((await runWith('wc -c', Buffer.alloc(0)).ended).stdout.toString(), '0\n');
});

bytes('should be words as they were given', async () => {
	const words = [
		'5000',
		'0x10',
		'1e3',
		'-1',
		'',
		'--json',
		'-h',
		'a=b',
		'--',
		'007',
		'1_0',
		'true',
	];
	const { stdout } = await lab('run', '--', 'printf', '<%s>', ...words);
	assert.is(stdout, words.map((word) => `<${word}>`).join(''));
	assert.is((await lab('run', '--', 'sleep', '0')).status, 0);
});

bytes.run();
