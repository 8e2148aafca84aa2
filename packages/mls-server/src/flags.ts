import { atLeastOne, metricsFlag, milliseconds, type ProgramOption } from '@peercon/program';
import type { MlsServerOptions } from './options.ts';

/** What the command line has beside a port and a module. */
export const serverFlags = {
	host: {
		type: 'string',
		value: 'address',
		completes: 'host',
		requiresArg: true,
		describe: 'Listen on this name or address only (default: all, IPv6 and IPv4)',
	},
	exec: {
		type: 'string',
		value: 'file',
		completes: 'file',
		requiresArg: true,
		describe: 'File that workers execute in place of node; its label decides their type',
	},
	'unlabeled-level': {
		type: 'string',
		value: 'level',
		requiresArg: true,
		describe: 'Level of peers without a context (default: they are refused)',
	},
	'allow-no-selinux': {
		type: 'boolean',
		default: false,
		describe: 'Without SELinux, serve everybody by one worker',
	},
	status: {
		type: 'string',
		value: 'path',
		completes: 'file',
		requiresArg: true,
		describe: 'UNIX socket that answers with the list of workers',
	},
	...metricsFlag,
	'max-workers': {
		type: 'number',
		value: 'number',
		requiresArg: true,
		default: 64,
		describe: 'Limit on workers, one per context',
	},
	'starts-per-second': {
		type: 'number',
		value: 'number',
		requiresArg: true,
		default: 10,
		describe: 'Limit on workers started per second',
	},
	'max-connections': {
		type: 'number',
		value: 'number',
		requiresArg: true,
		default: 1000,
		describe: 'Limit on connections at once, per worker',
	},
	'max-per-source': {
		type: 'number',
		value: 'number',
		requiresArg: true,
		default: 500,
		describe: 'Limit on those from one address (IPv6: /64 network)',
	},
	'max-memory': {
		type: 'number',
		value: 'MiB',
		requiresArg: true,
		default: 512,
		describe: 'Limit on memory in MiB, per worker',
	},
	'max-lines': {
		type: 'number',
		value: 'number',
		requiresArg: true,
		default: 100,
		describe: 'Limit on lines in the log per second, per worker',
	},
	'peer-timeout': {
		type: 'number',
		value: 'seconds',
		requiresArg: true,
		default: 600,
		describe: 'Seconds without traffic before a connection ends',
	},
	'idle-timeout': {
		type: 'number',
		value: 'seconds',
		requiresArg: true,
		default: 600,
		describe: 'Seconds without connections before a worker ends',
	},
	'hang-timeout': {
		type: 'number',
		value: 'seconds',
		requiresArg: true,
		default: 30,
		describe: 'Seconds to take a connection, or the worker is killed',
	},
	'drain-timeout': {
		type: 'number',
		value: 'seconds',
		requiresArg: true,
		default: 30,
		describe: 'Seconds for workers to finish after SIGTERM',
	},
	'retire-timeout': {
		type: 'number',
		value: 'seconds',
		requiresArg: true,
		default: 600,
		describe: 'Seconds for old workers to finish after SIGHUP',
	},
	quiet: { type: 'boolean', default: false, describe: 'Report nothing' },
	json: { type: 'boolean', default: false, describe: 'Report on stdout, one JSON object a line' },
} as const satisfies Record<string, ProgramOption>;

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
