import { type Console, QUIET_TERMINAL } from './console.ts';
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
	const console = await terminals.take();
	try {
		return await lent(terminals, console, () =>
			console.enter(
				`stty sane ${size()}; TERM=${term()} bash -c ${shellWord(command)}; s=$?; ${QUIET_TERMINAL}; (exit $s)`,
			),
		);
	} finally {
		terminals.give(console);
	}
}

/** What comes before it is what the other login's terminal echoes. */
const BEGIN = '\x1b]peercon-begin\x07';

/**
 * Has a shell at this process's terminal, as whoever is logged in at one of the guest's consoles. That
 * login need not have read .bash_profile: the mark that is the command's end is printed here.
 *
 * @param terminals - the guest's
 * @param console - where somebody is logged in
 * @returns the shell's exit status
 */
export async function interactiveLogin(terminals: Terminals, console: Console): Promise<number> {
	return lent(
		terminals,
		console,
		() =>
			console.enter(
				`unset PROMPT_COMMAND; stty sane ${size()}; printf '\\033]peercon-begin\\007'; TERM=${term()} bash -i; ` +
					`printf '\\033]peercon;%d;%d\\007' "$n" "$?"`,
			),
		BEGIN,
	);
}

/** Lends this process's terminal to a console while something runs there. */
async function lent(
	terminals: Terminals,
	console: Console,
	act: () => Promise<number>,
	begin = '',
): Promise<number> {
	const { stdin, stdout } = process;
	const { device } = console;
	const type = (data: Buffer) => console.type(data);
	let resized = Promise.resolve();
	const resize = () => {
		// One at a time, in order; the session may end with the guest.
		resized = resized.then(() => resizeTerminal(terminals, device)).catch(() => {});
	};
	console.onOutput = after(begin, (data) => stdout.write(data));
	stdin.setRawMode(true).on('data', type).resume();
	stdout.on('resize', resize);
	try {
		return await act();
	} finally {
		stdout.off('resize', resize);
		stdin.setRawMode(false).off('data', type).pause();
	}
}

/** Passes on what comes after a text. */
function after(begin: string, pass: (data: Buffer) => void): (data: Buffer) => void {
	let before: string | undefined = '';
	return (data) => {
		if (before === undefined) return pass(data);
		before += data.toString('latin1');
		const at = before.indexOf(begin);
		if (at < 0) return;
		const rest = before.slice(at + begin.length);
		before = undefined;
		if (rest !== '') pass(Buffer.from(rest, 'latin1'));
	};
}

function term(): string {
	return shellWord(process.env.TERM ?? 'dumb');
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
