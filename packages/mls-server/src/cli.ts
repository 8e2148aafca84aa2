import { jsonText, printable } from '@peercon/context/foreign-text';
import { Names, NO_CONTEXT, parsePath, parsePort } from '@peercon/endpoint';
import { getcon_raw, is_selinux_enabled } from '@peercon/native';
import {
	adviceFor,
	commandLine,
	complain,
	errorText,
	notifyManager,
	runUntilSignal,
	type ServiceState,
	UsageError,
} from '@peercon/program';
import { onHangup } from '@peercon/program/signals';
import { advice } from './advice.ts';
import { askStatus } from './ask-status.ts';
import { limitsOf, serverFlags } from './flags.ts';
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
	.options(serverFlags)
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
		...limitsOf(flags),
		onEvent,
	};
	if (!flags.quiet && !flags.json) {
		const own = is_selinux_enabled() ? await names.of(getcon_raw()) : NO_CONTEXT;
		process.stderr.write(`running as ${printable(own)}\n`);
	}
	await runUntilSignal(async () => {
		const server = await createMlsServer(options);
		onHangup(() => reload(server, onEvent));
		tell('ready', onEvent);
		return {
			close() {
				// What ends is not begun again.
				onHangup(() => {});
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
