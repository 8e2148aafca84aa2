import { printable } from '@peercon/context/foreign-text';
import type { Options } from 'yargs';
import type { PortProtocol } from './listen.ts';

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

/** The flags that choose where and how a server listens. */
export const listenFlags = {
	host: {
		type: 'string',
		requiresArg: true,
		describe: 'Listen on this name or address only (default: all, IPv6 and IPv4)',
	},
	tcp: { type: 'boolean', describe: 'Serve TCP' },
	udp: { type: 'boolean', describe: 'Serve UDP' },
	sctp: { type: 'boolean', describe: 'Serve SCTP' },
	json: { type: 'boolean', default: false, describe: 'Report on stdout, one JSON object a line' },
} as const satisfies Record<string, Options>;

/**
 * The protocols that the flags name, or the default ones if they name none.
 *
 * @param flags - the parsed flags
 * @param usual - what the program serves without any
 */
export function chosenProtocols(
	flags: { [P in PortProtocol]?: boolean | undefined },
	usual: PortProtocol[],
): PortProtocol[] {
	const named = (['tcp', 'udp', 'sctp'] as const).filter((protocol) => flags[protocol]);
	return named.length > 0 ? named : usual;
}

/**
 * The value of a flag that counts something.
 *
 * @param flag - its name, for the message
 * @param value - what was given
 * @param most - the highest that makes sense
 * @throws UsageError unless it is a whole number from 1 to that
 */
export function atLeastOne(flag: string, value: number, most = Number.MAX_SAFE_INTEGER): number {
	if (Number.isSafeInteger(value) && value >= 1 && value <= most) return value;
	const range = most === Number.MAX_SAFE_INTEGER ? '1 or more' : `1 to ${most}`;
	throw new UsageError(`--${flag} takes a whole number, ${range}`);
}

/** The longest time that setTimeout takes, in seconds. */
const LONGEST_SECONDS = Math.floor((2 ** 31 - 1) / 1000);

/**
 * The value of a flag in seconds, as milliseconds.
 *
 * @param flag - its name, for the message
 * @param seconds - what was given, fractions allowed
 * @throws UsageError unless it is above 0 and at most 24 days
 */
export function milliseconds(flag: string, seconds: number): number {
	if (seconds > 0 && seconds <= LONGEST_SECONDS) return Math.ceil(seconds * 1000);
	throw new UsageError(`--${flag} takes a number of seconds above 0, at most ${LONGEST_SECONDS}`);
}

/** What runs until it is closed. */
interface Closable {
	close(): void | Promise<void>;
}

/** How long a reader of the output has to take the last of it, in milliseconds. */
const LAST_OUTPUT = 1000;

/**
 * Starts a server and runs it until SIGINT or SIGTERM, then closes it and lets the process end with
 * status 0. A second signal ends it at once.
 *
 * @param start - starts the server; nothing may keep the event loop alive once its `close()` is done
 * @throws what `start` throws
 */
export async function runUntilSignal(start: () => Promise<Closable>): Promise<void> {
	let server: Closable | undefined;
	let isStopped = false;
	const stop = async () => {
		isStopped = true;
		process.off('SIGINT', stop).off('SIGTERM', stop);
		if (server === undefined) return;
		await server.close();
		// Output to a pipe that nobody empties would keep the process.
		setTimeout(() => process.exit(), LAST_OUTPUT).unref();
	};
	// Before it listens: a signal in between would leave a UNIX path behind.
	process.on('SIGINT', stop).on('SIGTERM', stop);
	server = await start();
	if (isStopped) await stop();
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
	const isPath = message.includes('/');
	if (syscall === 'bind' && code === 'EADDRINUSE') {
		return `Another program has it: 'ss ${isPath ? '-lxp' : '-lnptu'}' shows which.\n`;
	}
	if (syscall === 'bind' && code === 'EACCES') {
		const need = isPath
			? 'Making a UNIX socket takes write permission on its folder.'
			: 'Ports below 1024 need root or CAP_NET_BIND_SERVICE.';
		return `${need} If that is given, SELinux denied it:\n'ausearch -m avc -ts recent' shows the kernel's record.\n`;
	}
	if (syscall === 'socket' && code === 'EPROTONOSUPPORT') {
		return "This kernel has no SCTP loaded: try 'modprobe sctp'.\n";
	}
	if (syscall === 'uv_cwd') {
		return 'The working directory has been removed: go to another, or give the whole path.\n';
	}
	if (syscall === 'getaddrinfo' && code === 'ENOTFOUND') return 'No host has that name.\n';
	return '';
}
