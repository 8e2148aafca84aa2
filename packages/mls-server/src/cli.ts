import { jsonText, printable } from '@peercon/context/foreign-text';
import {
	adviceFor,
	atLeastOne,
	commandLine,
	complain,
	errorText,
	milliseconds,
	Names,
	NO_CONTEXT,
	notifyManager,
	parsePath,
	parsePort,
	runUntilSignal,
	type ServiceState,
	UsageError,
} from '@peercon/endpoint';
import { onHangup } from '@peercon/endpoint/signals';
import { getcon_raw, isSelinuxEnabled } from '@peercon/native';
import { advice } from './advice.ts';
import { askStatus } from './ask-status.ts';
import { logTo } from './log.ts';
import {
	createMlsServer,
	type MlsServer,
	type MlsServerEvent,
	type MlsServerOptions,
} from './server.ts';
import { statusTable } from './status-table.ts';

const NAME = 'mls-server';

const USAGE = `Usage: $0 [options] <port> [-- worker-module]
or:    $0 [--json] --status PATH

Serve each connection by a worker process at the level of its peer: one worker
for each context, started when its first peer connects. The module exports a
function connection(socket), or request(request, response) for HTTP; without
one, workers answer 'Hello, world!'. Without a port, list a server's workers.`;

const flags = await commandLine(NAME, USAGE, 0, 2)
	.options({
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
	})
	.example('$0 5080', "The greeting of Ted Toth's article")
	.example('$0 5080 -- ./app.js', 'Your own module')
	.example('$0 --status /run/mls-server/status', 'The workers of a server with that --status')
	.parseAsync();

try {
	const [port, ...rest] = flags._.map(String);
	const [module, ...more] = (flags['--'] ?? []) as string[];
	if (rest.length > 0 || more.length > 0) throw new UsageError('there are too many arguments');
	if (port === undefined) {
		if (module !== undefined) throw new UsageError('a port is missing');
		await tellStatus();
	} else {
		await serve(parsePort(port), module);
	}
} catch (error) {
	complain(NAME, error, (known) => advice(known) || adviceFor(known));
}

async function tellStatus(): Promise<void> {
	if (flags.status === undefined) throw new UsageError('a port is missing');
	const workers = await askStatus(parsePath(flags.status));
	if (flags.json) {
		process.stdout.write(`${jsonText(workers)}\n`);
		return;
	}
	const names = new Names();
	const named = workers.map(({ context }) => context && names.of(context));
	process.stdout.write(statusTable(workers, await Promise.all(named)));
}

async function serve(port: number, module: string | undefined): Promise<void> {
	const names = new Names();
	const onEvent = flags.quiet
		? () => {}
		: logTo(flags.json ? process.stdout : process.stderr, flags.json, names);
	const options: MlsServerOptions = {
		port,
		module,
		host: flags.host,
		exec: flags.exec,
		unlabeledLevel: flags['unlabeled-level'],
		allowNoSelinux: flags['allow-no-selinux'],
		statusPath: flags.status === undefined ? undefined : parsePath(flags.status),
		...limitsFromFlags(),
		onEvent,
	};
	if (!flags.quiet && !flags.json) {
		const own = isSelinuxEnabled() ? await names.of(getcon_raw()) : NO_CONTEXT;
		process.stderr.write(`running as ${printable(own)}\n`);
	}
	await runUntilSignal(async () => {
		const server = await createMlsServer(options);
		onHangup(() => reload(server, onEvent));
		tell('ready', onEvent);
		return {
			close() {
				tell('stopping', onEvent);
				return server.close();
			},
		};
	});
}

type OnEvent = (event: MlsServerEvent) => void;

async function reload(server: MlsServer, onEvent: OnEvent): Promise<void> {
	tell('reloading', onEvent);
	try {
		await server.reload();
		onEvent({ event: 'reloaded' });
	} catch (error) {
		onEvent({ event: 'unchanged', reason: errorText(error) });
	}
	tell('ready', onEvent);
}

/** A service manager that cannot be told is no reason to serve nobody. */
function tell(state: ServiceState, onEvent: OnEvent): void {
	try {
		notifyManager(state);
	} catch (error) {
		onEvent({ event: 'untold', reason: errorText(error) });
	}
}

function limitsFromFlags(): Partial<MlsServerOptions> {
	return {
		maxWorkers: atLeastOne('max-workers', flags['max-workers']),
		startsPerSecond: atLeastOne('starts-per-second', flags['starts-per-second']),
		maxConnections: atLeastOne('max-connections', flags['max-connections']),
		maxPerSource: atLeastOne('max-per-source', flags['max-per-source']),
		maxMemory: atLeastOne('max-memory', flags['max-memory']) * 2 ** 20,
		linesPerSecond: atLeastOne('max-lines', flags['max-lines']),
		peerTimeout: milliseconds('peer-timeout', flags['peer-timeout']),
		idleTimeout: milliseconds('idle-timeout', flags['idle-timeout']),
		hangTimeout: milliseconds('hang-timeout', flags['hang-timeout']),
		drainTimeout: milliseconds('drain-timeout', flags['drain-timeout']),
		retireTimeout: milliseconds('retire-timeout', flags['retire-timeout']),
	};
}
