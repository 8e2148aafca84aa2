import { resolve } from 'node:path';
import {
	Acceptor,
	closeListeners,
	type Listeners,
	openListeners,
	peerAt,
	whoConnected,
} from '@peercon/endpoint';
import { isSelinuxEnabled, type SocketAddress, tryGetpeercon_raw } from '@peercon/native';
import type { MlsServerEvent } from './events.ts';
import { Labels, Refusal } from './labels.ts';
import { type StatusServer, serveStatus, statusOf, type WorkerStatus } from './status.ts';
import { tryWorker } from './try-worker.ts';
import type { Connection, WorkerCommand } from './worker-process.ts';
import { Workers } from './workers.ts';

export type { MlsServerEvent, WorkerName } from './events.ts';
export type { WorkerStatus } from './status.ts';

/** Node under a label of its own, mls_worker_exec_t. */
const WORKER_EXEC = resolve(import.meta.dirname, '../bin/mls-worker.js');

/** 'Hello, world!', as in Ted Toth's article. */
const HELLO = resolve(import.meta.dirname, 'hello.js');

/** Times are in milliseconds. */
export interface MlsServerOptions {
	/** The TCP port to listen on; 0 lets the kernel choose. */
	port: number;
	/** The name or address to listen on; without it all of them, IPv6 and IPv4. */
	host?: string | undefined;
	/**
	 * The path of the module that serves connections: it exports a function `connection(socket)`, or
	 * `request(request, response)` for HTTP (default: one that greets).
	 */
	module?: string | undefined;
	/**
	 * What workers are started with in place of node. The label of this file decides their type
	 * (default: bin/mls-worker.js).
	 */
	exec?: string | undefined;
	/** The level or range of peers that have no context; without it they are refused. */
	unlabeledLevel?: string | undefined;
	/** Run one worker for all where there is no SELinux, instead of throwing. */
	allowNoSelinux?: boolean | undefined;
	/** The path of a UNIX socket that answers with the list of workers. */
	statusPath?: string | undefined;
	/** At most so many contexts have a worker at once (default 64). */
	maxWorkers?: number | undefined;
	/** At most so many workers are started in a second (default 10). */
	startsPerSecond?: number | undefined;
	/** At most so many connections at once for one worker (default 1000). */
	maxConnections?: number | undefined;
	/** A worker without connections for so long ends (default 10 minutes). */
	idleTimeout?: number | undefined;
	/** A worker may take so long to start (default 60 s). */
	startTimeout?: number | undefined;
	/** A worker that does not take a connection for so long is killed (default 10 s). */
	hangTimeout?: number | undefined;
	/** When the server closes, workers have so long to finish (default 30 s). */
	drainTimeout?: number | undefined;
	/** Called for each thing that happens. */
	onEvent?: ((event: MlsServerEvent) => void) | undefined;
}

export interface MlsServer {
	/** Where it listens. */
	readonly address: SocketAddress;
	/** The workers there are. */
	status(): Promise<WorkerStatus[]>;
	/** From now on new connections get fresh workers; the old ones finish what they have. */
	reload(): void;
	/** Stops listening, lets workers finish, and resolves when the last one has ended. */
	close(): Promise<void>;
}

/**
 * Starts a super-server: each connection is served by a worker process that runs at the level of its
 * peer, because the kernel says so. There is one worker for each context, started when the first peer
 * needs it. The connection's descriptor is handed over; this process never reads or writes a byte of
 * it.
 *
 * @param options - where to listen, what serves, and the limits
 * @throws ERR_SELINUX_DISABLED on a host without SELinux, unless that is allowed; ERR_NO_TRANSITION
 * if executing `exec` leads to no other type; ERR_WORKER_START if a worker that is tried out ends
 * before it is ready; EACCES of setexeccon(3), setsockcreatecon(3) or execve(2) if the policy does
 * not let this domain do what it has to; system errors of bind(2) and listen(2). Nothing runs then.
 */
export async function createMlsServer(options: MlsServerOptions): Promise<MlsServer> {
	const { port, host, onEvent, exec = WORKER_EXEC, module = HELLO } = options;
	const command: WorkerCommand = {
		exec: resolve(exec),
		module: resolve(module),
		startTimeout: options.startTimeout ?? 60_000,
		hangTimeout: options.hangTimeout ?? 10_000,
	};
	let labels = labelsFor(command, options);
	await tryWorker(labels?.lowestWorkerContext ?? null, command);

	const workers = new Workers({
		command,
		maxWorkers: options.maxWorkers ?? 64,
		startsPerSecond: options.startsPerSecond ?? 10,
		maxConnections: options.maxConnections ?? 1000,
		idleTimeout: options.idleTimeout ?? 600_000,
		drainTimeout: options.drainTimeout ?? 30_000,
		onEvent,
		onReleased(count) {
			for (let i = 0; i < count; i++) acceptor.ended();
		},
	});
	const acceptor = new Acceptor({
		onAccept(fd) {
			const connection = { fd, peerContext: contextOf(fd), isRetried: false };
			if (onEvent) reportConnection(connection);
			route(connection);
		},
		onEvent: (event) => {
			if (event.event === 'paused' || event.event === 'resumed') onEvent?.(event);
		},
	});

	/** For people, who pays attention to them: the address, and the context as they read it. */
	function reportConnection({ fd, peerContext }: Connection): void {
		const { address } = whoConnected(fd, 'tcp').peer;
		onEvent?.({ event: 'connection', fd, peer: peerAt(address, peerContext) });
	}

	function route(connection: Connection): void {
		let context: string | null;
		try {
			context = labels ? labels.workerContext(connection.peerContext) : null;
		} catch (error) {
			if (!(error instanceof Refusal)) throw error;
			workers.refuse(connection, error.message);
			return;
		}
		workers.serve(connection, context);
	}

	let listeners: Listeners | undefined;
	let status: StatusServer | undefined;
	try {
		if (options.statusPath) status = await serveStatus(options.statusPath, () => workers.all);
		listeners = await openListeners({ port }, ['tcp'], host, labels?.listenerContext);
	} catch (error) {
		acceptor.close();
		status?.close();
		await workers.close();
		throw error;
	}
	const [listener] = listeners.streams;
	if (!listener) throw new Error('openListeners opened no TCP listener');
	const { address } = listener;
	acceptor.add(listener);
	if (!labels) onEvent?.({ event: 'unseparated' });
	onEvent?.({ event: 'listening', local: address });

	return {
		address,
		status: () => statusOf(workers.all),
		reload() {
			labels = labelsFor(command, options);
			workers.retireAll();
		},
		async close() {
			acceptor.close();
			closeListeners(listeners);
			await workers.close();
			status?.close();
		},
	};
}

/** @returns null on a host without SELinux */
function labelsFor({ exec }: WorkerCommand, options: MlsServerOptions): Labels | null {
	if (isSelinuxEnabled()) return new Labels(exec, options.unlabeledLevel);
	if (options.allowNoSelinux) return null;
	throw Object.assign(
		new Error('ERR_SELINUX_DISABLED: SELinux is disabled on this host: peers have no level'),
		{ code: 'ERR_SELINUX_DISABLED', syscall: 'is_selinux_enabled' },
	);
}

/** A peer's raw context, null if it has none: nothing labels this connection, or it has gone again. */
function contextOf(fd: number): string | null {
	const context = tryGetpeercon_raw(fd);
	return typeof context === 'string' ? context : null;
}
