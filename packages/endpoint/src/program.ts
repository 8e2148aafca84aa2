import type { Argv, Options } from 'yargs';
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import type { PortProtocol } from './listen.ts';

/** Exit statuses that every program of the suite shares. */
export const EXIT_FAILURE = 1;
export const EXIT_USAGE = 2;

/** A mistake on the command line, found after yargs has read it. */
export class UsageError extends Error {}

/**
 * A yargs parser with what all programs have in common: unknown flags are errors, arguments stay the
 * text that they are, help is in English and 80 columns wide wherever it is printed, and a mistake
 * exits with status 2.
 *
 * @param name - the program's name
 * @param usage - the first lines of its help
 * @param least - how many arguments it needs
 * @param most - how many it takes
 */
export function commandLine(name: string, usage: string, least: number, most: number): Argv {
	watchOutput(name);
	return yargs(hideBin(process.argv))
		.scriptName(name)
		.usage(usage)
		.strictOptions()
		.locale('en')
		.parserConfiguration({
			'parse-positional-numbers': false,
			'camel-case-expansion': false,
			'boolean-negation': false,
			// What is no known flag must not swallow the argument behind it; it is refused below.
			'unknown-options-as-args': true,
			'populate--': true,
		})
		.check((flags) => {
			const unknown = flags._.map(String).find((word) => /^-./.test(word));
			if (unknown !== undefined) throw new UsageError(`unknown option ${unknown}`);
			const twice = Object.keys(flags).find(
				(key) => !isArguments(key) && Array.isArray(flags[key]),
			);
			if (twice !== undefined) throw new UsageError(`${dashed(twice)} may be given only once`);
			const empty = Object.keys(flags).find((key) => flags[key] === '');
			if (empty !== undefined) throw new UsageError(`${dashed(empty)} is empty`);
			const { length } = argumentsOf(flags);
			if (length < least) throw new UsageError('an argument is missing');
			if (length > most) throw new UsageError('there are too many arguments');
			return true;
		})
		.wrap(80)
		.alias({ help: 'h' })
		.fail((message, error) => complain(name, new UsageError(message ?? error.message)));
}

/** What yargs calls the arguments before a lone `--` and those behind it. */
function isArguments(key: string): boolean {
	return key === '_' || key === '--';
}

function dashed(flag: string): string {
	return flag.length === 1 ? `-${flag}` : `--${flag}`;
}

/**
 * The arguments that are no flags; what stands behind `--` is never one.
 *
 * @param flags - what yargs has parsed
 */
export function argumentsOf(flags: { _: (string | number)[]; [flag: string]: unknown }): string[] {
	const behind = (flags['--'] ?? []) as (string | number)[];
	return [...flags._, ...behind].map(String);
}

/**
 * Refuses flags that mean nothing beside something else, instead of ignoring them.
 *
 * @param flags - what yargs has parsed
 * @param names - the flags
 * @param beside - what they do not go with
 * @throws UsageError
 */
export function refuseFlags(flags: Record<string, unknown>, names: string[], beside: string): void {
	const given = names.find((name) => flags[name] !== undefined);
	if (given !== undefined) throw new UsageError(`--${given} does not go with ${beside}`);
}

/** A reader that went away (`| head`) ends the program quietly, a full disk with a reason. */
function watchOutput(name: string): void {
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
 * @throws UsageError unless it is a whole number, 1 or more
 */
export function atLeastOne(flag: string, value: number): number {
	if (Number.isSafeInteger(value) && value >= 1) return value;
	throw new UsageError(`--${flag} takes a whole number, 1 or more`);
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
	const { message } = error as Error;
	if (error instanceof UsageError || error instanceof RangeError) {
		process.stderr.write(`${name}: ${message}\nTry '${name} --help'.\n`);
		process.exit(EXIT_USAGE);
	}
	process.stderr.write(`${name}: ${message}\n${advice(error as NodeJS.ErrnoException)}`);
	process.exit(EXIT_FAILURE);
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
	if (syscall === 'getaddrinfo' && code === 'ENOTFOUND') return 'No host has that name.\n';
	return '';
}
