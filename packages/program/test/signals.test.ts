import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

/** The built file, as bin files import it. */
const SIGNALS = join(import.meta.dirname, '../dist/signals.js');

/** Starts a program that imports it first; gives what it writes until it ends, after these signals. */
async function signalled(program: string, signals: NodeJS.Signals[]): Promise<string> {
	const script = `const { onHangup } = await import('${SIGNALS}'); console.log('begun'); ${program}`;
	const child: ChildProcess = spawn(process.execPath, ['--input-type=module', '-e', script]);
	let output = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream?.setEncoding('utf8').on('data', (text) => {
			output += text;
		});
	}
	await once(child.stdout as NonNullable<typeof child.stdout>, 'data');
	for (const signal of signals) child.kill(signal);
	const [status, signal] = await once(child, 'close');
	return `${output}${signal ?? status}`;
}

/** Long enough for the signals to arrive while nothing is decided about them. */
const BUSY = 'for (const until = Date.now() + 500; Date.now() < until; );';

const signals = suite('signals');

signals('should keep a SIGHUP until there is somebody to hear it', async () => {
	const program = `${BUSY} setTimeout(() => onHangup(() => console.log('heard')), 500);`;
	assert.is(await signalled(program, ['SIGHUP']), 'begun\nheard\n0');
});

signals('should hear a SIGHUP that comes later', async () => {
	const program = `const waits = setInterval(() => {}, 60_000);
		onHangup(() => { console.log('heard'); clearInterval(waits); });`;
	assert.is(await signalled(program, ['SIGHUP']), 'begun\nheard\n0');
});

signals("should not open Node's debugger at SIGUSR1", async () => {
	const program = `${BUSY} setTimeout(async () =>
		console.log((await import('node:inspector')).url() ?? 'no debugger'), 500);`;
	assert.is(await signalled(program, ['SIGUSR1']), 'begun\nno debugger\n0');
});

signals.run();
