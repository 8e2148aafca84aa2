import { jsonText, printable } from '@peercon/context/foreign-text';
import { inheritedListeners, Names, parsePath, parsePort } from '@peercon/endpoint';
import {
	adviceFor,
	commandLine,
	complain,
	errorText,
	feedWatchdog,
	Journal,
	notifyManager,
	ownName,
	runningAs,
	runUntilSignal,
	type ServiceState,
	startBesideMetrics,
	UsageError,
} from '@peercon/program';
import { onHangup } from '@peercon/program/signals';
import { advice } from './advice.ts';
import { askStatus } from './ask-status.ts';
import { limitsOf } from './flags.ts';
import { logTo } from './log.ts';
import { ServerMetrics } from './metrics.ts';
import { PROGRAM } from './program.ts';
import {
	createMlsServer,
	type MlsServer,
	type MlsServerEvent,
	type MlsServerOptions,
} from './server.ts';
import { statusTable } from './status-table.ts';

const NAME = PROGRAM.name;

const flags = await commandLine(PROGRAM, import.meta.url).parseAsync();

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
	if (inheritedListeners() !== null) {
		throw new UsageError(
			'a service manager has opened sockets, and it opens its own, with the context that its workers need: disable the .socket unit',
		);
	}
	const names = new Names();
	const journal =
		flags.quiet || flags.json ? null : Journal.behind(process.stderr.fd, PROGRAM.name);
	const onEvent = flags.quiet
		? () => {}
		: logTo(flags.json ? process.stdout : process.stderr, flags.json, names, journal);
	const asked =
		flags.metrics === undefined
			? undefined
			: {
					metrics: new ServerMetrics(() => onEvent({ event: 'uncounted' })),
					path: parsePath(flags.metrics),
				};
	const options: MlsServerOptions = {
		port,
		module,
		host: flags.host,
		exec: flags.exec,
		unlabeledLevel: flags['unlabeled-level'],
		allowNoSelinux: flags['allow-no-selinux'],
		statusPath: flags.status === undefined ? undefined : parsePath(flags.status),
		...limitsOf(flags),
		onEvent(event) {
			onEvent(event);
			asked?.metrics.count(event);
		},
	};
	if (!flags.quiet && !flags.json) {
		const ownContext = await ownName(names);
		const line = `${printable(runningAs(ownContext))}\n`;
		if (!journal?.send(line, { ownContext })) process.stderr.write(line);
	}
	await runUntilSignal(async () => {
		const { server, answering } = await startBesideMetrics(asked, () => createMlsServer(options));
		onHangup(() => reload(server, onEvent));
		tell('ready', onEvent);
		const leave = feedWatchdog((error) => onEvent({ event: 'untold', reason: error.message }));
		return {
			close() {
				leave();
				answering?.close();
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
