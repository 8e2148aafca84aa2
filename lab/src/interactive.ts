import { QUIET_TERMINAL } from './console.ts';
import { shellWord } from './shell-word.ts';
import type { Terminals } from './terminals.ts';

/**
 * Runs a command of the guest at this process's terminal: what is typed goes to it byte by byte, so
 * that Ctrl-C is the guest's, and it knows the size of the window.
 *
 * @param terminals - the guest's
 * @param command - for bash(1)
 * @returns its exit status
 */
export async function interactive(terminals: Terminals, command: string): Promise<number> {
	const { stdin, stdout } = process;
	const console = await terminals.take();
	const { device } = console;
	const type = (data: Buffer) => console.type(data);
	let resized = Promise.resolve();
	const resize = () => {
		// One at a time, in order; the session may end with the guest.
		resized = resized.then(() => resizeTerminal(terminals, device)).catch(() => {});
	};
	console.onOutput = (data) => stdout.write(data);
	stdin.setRawMode(true).on('data', type).resume();
	stdout.on('resize', resize);
	try {
		const term = shellWord(process.env.TERM ?? 'dumb');
		return await console.enter(
			`stty sane ${size()}; TERM=${term} bash -c ${shellWord(command)}; s=$?; ${QUIET_TERMINAL}; (exit $s)`,
		);
	} finally {
		stdout.off('resize', resize);
		stdin.setRawMode(false).off('data', type).pause();
		terminals.give(console);
	}
}

function size(): string {
	return `rows ${process.stdout.rows} cols ${process.stdout.columns}`;
}

/** At the terminal itself something runs, so another shell sets its size; the kernel sends SIGWINCH. */
async function resizeTerminal(terminals: Terminals, device: string): Promise<void> {
	const other = await terminals.take();
	await other.run(`stty -F ${device} ${size()}`);
	terminals.give(other);
}

/** Whether this process has a terminal to lend. */
export function hasTerminal(): boolean {
	return process.stdin.isTTY && process.stdout.isTTY;
}
