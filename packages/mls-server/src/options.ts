import { resolve } from 'node:path';
import { getrlimit } from '@peercon/native';
import type { MlsServerEvent } from './events.ts';
import { type Budget, budgetOf } from './super-server/budget.ts';
import type { WorkerCommand } from './super-server/worker-command.ts';
import type { WorkersLimits } from './super-server/workers.ts';

/** Node under a label of its own, mls_server_worker_exec_t. */
const WORKER_EXEC = resolve(import.meta.dirname, '../bin/mls-worker.js');

/** 'Hello, world!', as in Ted Toth's article. */
const HELLO = resolve(import.meta.dirname, 'worker/hello.js');

const MAX_WORKERS = 64;
const MAX_CONNECTIONS = 1000;

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
	/** Limit on workers, one per context (default 64). */
	maxWorkers?: number | undefined;
	/** Limit on workers started per second (default 10). */
	startsPerSecond?: number | undefined;
	/** Limit on connections at once, per worker (default 1000). */
	maxConnections?: number | undefined;
	/** Limit on those from one IPv4 address or IPv6 /64 network (default 500). */
	maxPerSource?: number | undefined;
	/** Limit on memory in bytes, per worker, beside what Node has when it starts (default 512 MiB). */
	maxMemory?: number | undefined;
	/** Limit on lines in the log per second, per worker (default 100). */
	linesPerSecond?: number | undefined;
	/** Time without traffic before a worker closes a connection (default 10 minutes). */
	peerTimeout?: number | undefined;
	/** Time without connections before a worker ends (default 10 minutes). */
	idleTimeout?: number | undefined;
	/** Time that a worker may take to start (default 60 s). */
	startTimeout?: number | undefined;
	/** Time to take a connection, or the worker is killed (default 30 s). */
	hangTimeout?: number | undefined;
	/** Time for workers to finish when the server closes or needs their place (default 30 s). */
	drainTimeout?: number | undefined;
	/** Time for the old workers to finish after a reload (default 10 minutes). */
	retireTimeout?: number | undefined;
	/** Called for each thing that happens. */
	onEvent?: ((event: MlsServerEvent) => void) | undefined;
}

/** How workers are started. */
export function commandOf(options: MlsServerOptions): WorkerCommand {
	const { inFlight, workerDescriptors } = budgetFor(options);
	return {
		exec: resolve(options.exec ?? WORKER_EXEC),
		module: resolve(options.module ?? HELLO),
		startTimeout: options.startTimeout ?? 60_000,
		hangTimeout: options.hangTimeout ?? 30_000,
		inFlight,
		linesPerSecond: options.linesPerSecond ?? 100,
		settings: {
			descriptors: workerDescriptors,
			memory: options.maxMemory ?? 512 * 2 ** 20,
			peerTimeout: options.peerTimeout ?? 600_000,
		},
	};
}

/** How many workers, and how busy. */
export function limitsOf(options: MlsServerOptions): WorkersLimits {
	return {
		maxWorkers: options.maxWorkers ?? MAX_WORKERS,
		startsPerSecond: options.startsPerSecond ?? 10,
		maxConnections: options.maxConnections ?? MAX_CONNECTIONS,
		maxPerSource: options.maxPerSource ?? 500,
		waiting: budgetFor(options).waiting,
		idleTimeout: options.idleTimeout ?? 600_000,
		drainTimeout: options.drainTimeout ?? 30_000,
		retireTimeout: options.retireTimeout ?? 600_000,
	};
}

function budgetFor({ maxWorkers, maxConnections }: MlsServerOptions): Budget {
	// Node has raised the soft limit to the hard one.
	const [limit] = getrlimit('nofile');
	return budgetOf(limit, maxWorkers ?? MAX_WORKERS, maxConnections ?? MAX_CONNECTIONS);
}
