import type { Options } from 'yargs';

/** What a shell completes a word with: files, names of hosts, or one of these words. */
export type Completion = 'file' | 'host' | readonly string[];

/** An option: what yargs reads, and what a manual page and a shell want besides. */
export interface ProgramOption extends Options {
	/** What its value is called, as in `--port PORT`; a flag has none. */
	readonly value?: string;
	/** What a shell completes its value with; without it nothing. */
	readonly completes?: Completion;
}

/** A command of the program's, with its output where a scenario has seen it. */
export interface SeenExample {
	/** What it is about, before it. */
	readonly about: string;
	/** The document that shows it, below `docs`, or `README.md` of the program's package. */
	readonly document: string;
	/** The block of that document, by the name behind `seen:`. */
	readonly block: string;
}

/**
 * All that is known of a program's command line. yargs reads it, and prints `--help` of it; the manual
 * page, the completions and README's table are made of it: scripts/manual.
 */
export interface ProgramTable {
	readonly name: string;
	/** Its other names, and what differs under each. */
	readonly variants?: Readonly<Record<string, string>>;
	/** The manual's section: 1, or 8 for who administers a host. */
	readonly section: 1 | 8;
	/** What it does, in a few words, behind its name. */
	readonly brief: string;
	/** What may stand behind its name, a line for each way to use it. */
	readonly forms: readonly [string, ...string[]];
	/** What it does: paragraphs, without line ends of their own. */
	readonly about: readonly string[];
	/** More paragraphs, in its manual page alone. */
	readonly details?: readonly string[];
	/** How many arguments it needs, and how many it takes. */
	readonly least: number;
	readonly most: number;
	/** What a shell completes its arguments with, in their order; the last one for those behind it. */
	readonly completes?: readonly (Completion | undefined)[];
	readonly options: Readonly<Record<string, ProgramOption>>;
	/** Commands, and what each does. */
	readonly examples?: readonly (readonly [command: string, meaning: string])[];
	readonly seen?: readonly SeenExample[];
	/** What its exit statuses mean: all of them. */
	readonly statuses: Readonly<Record<number, string>>;
	readonly environment: Readonly<Record<string, string>>;
	readonly files?: Readonly<Record<string, string>>;
	/** Other pages: a name and its section. */
	readonly seeAlso: readonly string[];
}

/** The exit statuses of a server: 0, 1 and 2, as everywhere. */
export const SERVER_STATUSES = {
	0: 'it was ended by SIGINT or SIGTERM',
	1: 'it could not start, or another failure',
	2: 'a mistake on the command line',
} as const;

/** What the first line of a program lets through of its caller's environment. */
export const ENVIRONMENT = {
	PATH: 'Where node(1) is found. Nothing else of the environment reaches the program.',
} as const;

/** The same for a service. */
export const SERVICE_ENVIRONMENT = {
	PATH: 'Where node(1) is found. Of the environment only what is listed here reaches the program.',
	NOTIFY_SOCKET:
		'Where a service manager is told when the program serves, that it is alive, and when it ends: sd_notify(3).',
	'WATCHDOG_USEC, WATCHDOG_PID': 'How often a service manager wants to hear that it is alive.',
	'LISTEN_FDS, LISTEN_PID':
		'How many sockets a service manager has opened for the program: sd_listen_fds(3).',
} as const;
