import { Duplex } from 'node:stream';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Console } from '../src/console.ts';

/** The far end of a console's stream, where the guest's shell would be. */
class FarEnd extends Duplex {
	readonly lines: string[] = [];

	override _read(): void {}

	override _write(data: Buffer, _encoding: string, done: () => void): void {
		this.lines.push(data.toString());
		done();
	}

	/** The number that the last line gives its command. */
	get number(): string {
		return /^n=(\d+);/.exec(this.lines.at(-1) ?? '')?.[1] ?? '';
	}

	mark(status: number, number = this.number): string {
		return `\x1b]peercon;${number};${status}\x07`;
	}
}

const LOST = new Error('the guest is lost');

/** What agetty says when it waits for a line feed to log root in. */
const WAITS = '\x1b]peercon;login\x07';

function open({ isAwake = true } = {}) {
	const shell = new FarEnd();
	return { shell, console: new Console('/dev/ttyS4', shell, async () => LOST, isAwake) };
}

const suiteOf = suite('a console');

suiteOf('should give what a command wrote, and its status', async () => {
	const { shell, console } = open();
	const run = console.run("echo it's");
	assert.match(shell.lines[0] ?? '', /^n=\d+; \(eval 'echo it'\\''s'\) < \/dev\/null\n$/);
	shell.push(`it's${shell.mark(3)}`);
	assert.equal(await run, { status: 3, output: "it's" });
});

suiteOf('should not take the prompt behind the mark for output', async () => {
	const { shell, console } = open();
	const seen: string[] = [];
	const run = console.run('x', { onOutput: (data) => seen.push(data.toString()) });
	shell.push(`output\n${shell.mark(0)}root@lab:~# `);
	assert.equal(await run, { status: 0, output: 'output\n' });
	assert.equal(seen, ['output\n']);
});

suiteOf(
	'should find a mark that arrives in pieces, and keep what only looks like one',
	async () => {
		const { shell, console } = open();
		const seen: string[] = [];
		const run = console.run('x', { onOutput: (data) => seen.push(data.toString('latin1')) });
		for (const character of `\x1b]0;title\x07\x1b]peerc${shell.mark(0)}`)
			shell.push(character, 'latin1');
		assert.equal(await run, { status: 0, output: '\x1b]0;title\x07\x1b]peerc' });
		assert.is(seen.join(''), '\x1b]0;title\x07\x1b]peerc');
	},
);

suiteOf('should join characters that arrive in pieces', async () => {
	const { shell, console } = open();
	const run = console.run('x');
	for (const byte of Buffer.from('é€')) shell.push(Buffer.of(byte));
	shell.push(shell.mark(0));
	assert.is((await run).output, 'é€');
});

suiteOf('should not take the mark of another command for its own', async () => {
	const { shell, console } = open();
	const first = console.run('x');
	const number = shell.number;
	shell.push(shell.mark(0));
	await first;
	const second = console.run('y');
	// A Ctrl-C that came too late: the shell marks the first command once more.
	shell.push(`${shell.mark(130, number)}output${shell.mark(1)}`);
	assert.equal(await second, { status: 1, output: 'output' });
});

suiteOf('should log root in when it is wanted, and not before', async () => {
	const { shell, console } = open({ isAwake: false });
	shell.push(WAITS);
	await new Promise(setImmediate);
	assert.equal(shell.lines, []);
	const awake = console.wake();
	assert.equal(shell.lines, ['\n']);
	shell.push(shell.mark(0, '0'));
	await awake;
	await console.wake();
	assert.equal(shell.lines, ['\n'], 'once');
});

suiteOf('should wait for a guest that still boots', async () => {
	const { shell, console } = open({ isAwake: false });
	const awake = console.wake();
	assert.equal(shell.lines, []);
	for (const character of WAITS) shell.push(character);
	await new Promise(setImmediate);
	assert.equal(shell.lines, ['\n']);
	shell.push(shell.mark(0, '0'));
	await awake;
});

suiteOf('should log root in again after the shell has ended', async () => {
	const { shell, console } = open();
	const loggedIn = console.loggedIn();
	shell.push(`logout\n${WAITS}`);
	await new Promise(setImmediate);
	assert.equal(shell.lines, ['\n']);
	shell.push(shell.mark(0, '0'));
	await loggedIn;
});

suiteOf('should give a command the input that it is told', () => {
	const { shell, console } = open();
	console.stream('cat', { stdin: '<(cat fifo)', stderr: '/dev/ttyS5' });
	assert.match(shell.lines[0] ?? '', /^n=\d+; \(eval 'cat'\) < <\(cat fifo\) 2> \/dev\/ttyS5\n$/);
});

suiteOf('should leave what arrives with the guest while it is paused', async () => {
	const { shell, console } = open();
	const seen: string[] = [];
	console.stream('x', { onOutput: (data) => seen.push(data.toString()) });
	console.pause();
	shell.push('more');
	await new Promise(setImmediate);
	assert.equal(seen, []);
	console.resume();
	await new Promise(setImmediate);
	assert.equal(seen, ['more']);
});

suiteOf('should tell that the guest is lost', async () => {
	const { shell, console } = open();
	const run = console.run('x');
	shell.destroy();
	assert.is(await run.catch((error) => error), LOST);
	assert.is(await console.run('y').catch((error) => error), LOST);
});

suiteOf('should leave nothing at the stream when it is released', () => {
	const { shell, console } = open();
	console.release();
	assert.is(shell.listenerCount('close') + shell.listenerCount('data'), 0);
});

suiteOf('should refuse a line that the terminal would cut', () => {
	const { console } = open();
	assert.throws(() => console.enter('x'.repeat(4096)), RangeError);
});

suiteOf.run();
