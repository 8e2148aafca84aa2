import { atLeastOne, milliseconds } from '@peercon/program';
import type { MlsServerOptions } from './options.ts';

/** What the command line has beside a port and a module. */
export const serverFlags = {
	host: {
		type: 'string',
		requiresArg: true,
		describe: 'Listen on this name or address only (default: all, IPv6 and IPv4)',
	},
	exec: {
		type: 'string',
		requiresArg: true,
		describe: 'Start workers with this in place of node; its label decides their type',
	},
	'unlabeled-level': {
		type: 'string',
		requiresArg: true,
		describe: 'Serve peers without a context at this level (default: refuse them)',
	},
	'allow-no-selinux': {
		type: 'boolean',
		default: false,
		describe: 'Without SELinux, serve everybody by one worker',
	},
	status: {
		type: 'string',
		requiresArg: true,
		describe: 'Tell about the workers on this UNIX socket',
	},
	'max-workers': {
		type: 'number',
		requiresArg: true,
		default: 64,
		describe: 'At most so many contexts have a worker',
	},
	'starts-per-second': {
		type: 'number',
		requiresArg: true,
		default: 10,
		describe: 'Start at most so many workers in a second',
	},
	'max-connections': {
		type: 'number',
		requiresArg: true,
		default: 1000,
		describe: 'Serve at most so many at once by one worker',
	},
	'max-per-source': {
		type: 'number',
		requiresArg: true,
		default: 500,
		describe: 'Of these, at most so many from one address (IPv6: /64 network)',
	},
	'max-memory': {
		type: 'number',
		requiresArg: true,
		default: 512,
		describe: 'Give one worker at most so many MiB of memory',
	},
	'max-lines': {
		type: 'number',
		requiresArg: true,
		default: 100,
		describe: 'Log at most so many lines of one worker in a second',
	},
	'peer-timeout': {
		type: 'number',
		requiresArg: true,
		default: 600,
		describe: 'Close connections idle for so many seconds',
	},
	'idle-timeout': {
		type: 'number',
		requiresArg: true,
		default: 600,
		describe: 'End workers without connections after so many seconds',
	},
	'hang-timeout': {
		type: 'number',
		requiresArg: true,
		default: 30,
		describe: 'Kill workers that take no connection for so many seconds',
	},
	'drain-timeout': {
		type: 'number',
		requiresArg: true,
		default: 30,
		describe: 'Let workers finish for so many seconds after SIGTERM',
	},
	'retire-timeout': {
		type: 'number',
		requiresArg: true,
		default: 600,
		describe: 'Let old workers finish for so many seconds after SIGHUP',
	},
	quiet: { type: 'boolean', default: false, describe: 'Report nothing' },
	json: { type: 'boolean', default: false, describe: 'Report on stdout, one JSON object a line' },
} as const;

/** The flags that are numbers, by their names. */
type NumberFlags = {
	[Name in keyof typeof serverFlags]: (typeof serverFlags)[Name] extends { type: 'number' }
		? Name
		: never;
}[keyof typeof serverFlags];

/**
 * The limits that flags set: times in seconds, memory in MiB.
 *
 * @param flags - what yargs has parsed
 * @throws UsageError that names the flag
 */
export function limitsOf(flags: Record<NumberFlags, number>): Partial<MlsServerOptions> {
	return {
		maxWorkers: atLeastOne('max-workers', flags['max-workers']),
		startsPerSecond: atLeastOne('starts-per-second', flags['starts-per-second']),
		maxConnections: atLeastOne('max-connections', flags['max-connections']),
		maxPerSource: atLeastOne('max-per-source', flags['max-per-source']),
		maxMemory: Math.min(
			atLeastOne('max-memory', flags['max-memory']) * 2 ** 20,
			Number.MAX_SAFE_INTEGER,
		),
		linesPerSecond: atLeastOne('max-lines', flags['max-lines']),
		peerTimeout: milliseconds('peer-timeout', flags['peer-timeout']),
		idleTimeout: milliseconds('idle-timeout', flags['idle-timeout']),
		hangTimeout: milliseconds('hang-timeout', flags['hang-timeout']),
		drainTimeout: milliseconds('drain-timeout', flags['drain-timeout']),
		retireTimeout: milliseconds('retire-timeout', flags['retire-timeout']),
	};
}
