import { fstatSync } from 'node:fs';
import { attach, type Which } from '../attach.ts';
import type { Console } from '../console.ts';
import { feed } from '../feeder.ts';
import { inContext } from '../guest.ts';
import { hasTerminal, interactive } from '../interactive.ts';
import { shellWord } from '../shell-word.ts';
import type { Terminals } from '../terminals.ts';

/**
 * Runs a command in the guest.
 *
 * @param which - which guest
 * @param words - one word is a command line for bash(1); several are a program and its arguments
 * @param context - the security context to run it under, instead of the login's
 * @returns its exit status
 */
export async function run(which: Which, words: string[], context?: string): Promise<number> {
	const line = words.length === 1 ? String(words[0]) : words.map(shellWord).join(' ');
	const command = inContext(line, context);
	const { terminals, leave } = await attach(which);
	try {
		return await (hasTerminal() ? interactive : apart)(terminals, command);
	} finally {
		await leave();
	}
}

/**
 * Without a terminal, stdout and stderr stay apart, and stdin is the command's: each of them goes
 * through a console of its own.
 */
async function apart(terminals: Terminals, command: string): Promise<number> {
	const out = await terminals.take();
	const err = await terminals.take();
	const input = hasInput() ? await feed(terminals, process.stdin) : null;
	err.onOutput = passOn(err, process.stderr);
	const interrupt = () => out.interrupt();
	process.once('SIGINT', interrupt); // a second one ends this process, and so the command
	process.stdout.on('error', () => process.exit(1)); // as with `| head`
	const status = await out.stream(command, {
		stdin: input?.stdin,
		stderr: err.device,
		onOutput: passOn(out, process.stdout),
	});
	// Its own shell has the last word there: what the command wrote came before that.
	await err.enter(':');
	process.off('SIGINT', interrupt);
	await input?.end();
	return status;
}

/** Whether somebody may write into this process's stdin: it is no terminal, and not /dev/null. */
function hasInput(): boolean {
	try {
		const stdin = fstatSync(0);
		return stdin.isFIFO() || stdin.isSocket() || stdin.isFile();
	} catch {
		return false; // it is closed
	}
}

/** Passes a console's bytes on; while they are not taken, the guest waits. */
function passOn(console: Console, to: NodeJS.WriteStream): (data: Buffer) => void {
	return (data) => {
		if (to.write(data)) return;
		console.pause();
		to.once('drain', () => console.resume());
	};
}
