import { printable } from '@peercon/context/foreign-text';
import { bindAdvice } from './bind-advice.ts';

/** Exit statuses that every program of the suite shares. */
export const EXIT_FAILURE = 1;
export const EXIT_USAGE = 2;

/** A mistake on the command line, found after yargs has read it. */
export class UsageError extends Error {}

/** A reader that went away (`| head`) ends the program quietly, a full disk with a reason. */
export function watchOutput(name: string): void {
	for (const stream of [process.stdout, process.stderr]) {
		stream.on('error', (error: NodeJS.ErrnoException) => {
			if (error.code === 'EPIPE') process.exit(EXIT_FAILURE);
			complain(name, error);
		});
	}
}

/**
 * Writes `program: reason` to stderr, with what to do about it where that is known, and exits.
 *
 * @param name - the program's name
 * @param error - what went wrong
 * @param advice - what to do about errors, by program
 */
export function complain(name: string, error: unknown, advice = adviceFor): never {
	const text = errorText(error);
	if (error instanceof UsageError || error instanceof RangeError) {
		process.stderr.write(`${name}: ${text}\nTry '${name} --help'.\n`);
		process.exit(EXIT_USAGE);
	}
	process.stderr.write(`${name}: ${text}\n${advice(error as NodeJS.ErrnoException)}`);
	process.exit(EXIT_FAILURE);
}

/** Errors whose message has several lines; what strangers wrote does not begin one. */
const OF_LINES = new Set(['ERR_CONTEXT_SYNTAX', 'ERR_WORKER_START']);

/**
 * What an error says, safe for a terminal: its message may have a file's name, an option or a host in
 * it, which somebody else has chosen.
 *
 * @param error - what went wrong
 */
export function errorText(error: unknown): string {
	const { code = '', message } = error as NodeJS.ErrnoException;
	if (!OF_LINES.has(code)) return printable(message);
	return message
		.split('\n')
		.map((line) => printable(line, '\t'))
		.join('\n');
}

/**
 * What a person can do about an error.
 *
 * @param error - a system error
 * @returns lines with their line feeds, '' if there is nothing to say
 */
export function adviceFor({ code, syscall, message }: NodeJS.ErrnoException): string {
	if (syscall === 'bind' && code === 'EADDRINUSE') {
		const isPort = / port \d+$/.test(message);
		return `Another program has it: 'ss ${isPort ? '-lnptu' : '-lxp'}' shows which.\n`;
	}
	if (syscall === 'bind' && code === 'EACCES') return bindAdvice(message);
	if (syscall === 'socket' && code === 'EPROTONOSUPPORT') {
		return "This kernel has no SCTP loaded: try 'modprobe sctp'.\n";
	}
	if (syscall === 'uv_cwd') {
		return 'The working directory has been removed: go to another, or give the whole path.\n';
	}
	if (syscall === 'getaddrinfo' && code === 'ENOTFOUND') return 'No host has that name.\n';
	return '';
}
