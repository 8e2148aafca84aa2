import { Acceptor, closeListeners, type Listeners, Names, openListeners } from '@peercon/endpoint';
import {
	is_selinux_enabled,
	type SocketAddress,
	tryGetpeercon_raw,
	whySelinuxHidden,
} from '@peercon/native';
import { commandOf, limitsOf, type MlsServerOptions } from './options.ts';
import type { Connection } from './super-server/handover.ts';
import { Labels, Refusal } from './super-server/labels.ts';
import { rangeNamed } from './super-server/level-name.ts';
import { addressOf, sourceOf } from './super-server/source.ts';
import {
	type StatusServer,
	serveStatus,
	statusOf,
	type WorkerStatus,
} from './super-server/status.ts';
import { tryWorker } from './super-server/try-worker.ts';
import { Workers } from './super-server/workers.ts';

export type { MlsServerEvent, WorkerName } from './events.ts';
export type { MlsServerOptions } from './options.ts';
export type { WorkerStatus } from './super-server/status.ts';

export interface MlsServer {
	/** Where it listens. */
	readonly address: SocketAddress;
	/** The workers there are. */
	status(): Promise<WorkerStatus[]>;
	/**
	 * Tries a worker out, with the module as it is now and contexts computed anew. From then on new
	 * connections get fresh workers; the old ones finish what they have, within `retireTimeout`.
	 *
	 * @throws as createMlsServer does if a worker cannot run any more: all stays as it is then
	 */
	reload(): Promise<void>;
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
 * @throws ERR_SELINUX_DISABLED on a host without SELinux, unless that is allowed; ERR_SELINUX_HIDDEN
 * where it runs and its file system is not mounted; ERR_NO_TRANSITION
 * if executing `exec` leads to no other type; ERR_WORKER_START if a worker that is tried out ends
 * before it is ready; EACCES of setexeccon(3), setsockcreatecon(3) or execve(2) if the policy does
 * not let this domain do what it has to; system errors of bind(2) and listen(2). Nothing runs then.
 */
export async function createMlsServer(options: MlsServerOptions): Promise<MlsServer> {
	const labels = await labelsThatWork(options);
	const server = new SuperServer(options, labels);
	await server.listen();
	return server;
}

class SuperServer implements MlsServer {
	readonly #options: MlsServerOptions;
	/** Null on a host without SELinux. */
	#labels: Labels | null;
	readonly #workers: Workers;
	readonly #acceptor: Acceptor;
	#listeners: Listeners = { streams: [], datagrams: [] };
	#status: StatusServer | undefined;
	#reloading: Promise<void> = Promise.resolve();
	#isClosed = false;

	constructor(options: MlsServerOptions, labels: Labels | null) {
		this.#options = options;
		this.#labels = labels;
		this.#workers = new Workers({
			...limitsOf(options),
			command: commandOf(options),
			onEvent: options.onEvent,
			onReleased: (count) => {
				for (let i = 0; i < count; i++) this.#acceptor.ended();
			},
		});
		this.#acceptor = new Acceptor({
			onAccept: (fd) => this.#route(fd),
			onEvent: (event) => {
				if (event.event === 'paused' || event.event === 'resumed') options.onEvent?.(event);
			},
		});
	}

	/** Asks the kernel who has connected, and has the worker at their level serve them. */
	#route(fd: number): void {
		const asked = tryGetpeercon_raw(fd);
		// An errno where nothing labels the connection, or the peer has gone again.
		const rawContext = typeof asked === 'string' ? asked : null;
		const address = addressOf(fd);
		const connection: Connection = {
			fd,
			peerContext: rawContext,
			source: sourceOf(address),
			since: performance.now(),
			isRetried: false,
		};
		this.#options.onEvent?.({ event: 'connection', fd, address, rawContext });
		try {
			const context = this.#labels ? this.#labels.workerContext(rawContext) : null;
			this.#workers.serve(connection, context);
		} catch (error) {
			if (!(error instanceof Refusal)) throw error;
			this.#workers.refuse(connection, error.message);
		}
	}

	get address(): SocketAddress {
		return this.#listeners.streams[0]?.address as SocketAddress;
	}

	async listen(): Promise<void> {
		const { port, host, statusPath, onEvent } = this.#options;
		try {
			if (statusPath) this.#status = await serveStatus(statusPath, () => this.#workers.all);
			const context = this.#labels?.listenerContext;
			this.#listeners = await openListeners({ port }, ['tcp'], host, context);
		} catch (error) {
			await this.close();
			throw error;
		}
		for (const listener of this.#listeners.streams) this.#acceptor.add(listener);
		if (!this.#labels) onEvent?.({ event: 'unseparated' });
		onEvent?.({ event: 'listening', local: this.address });
		if (this.#labels?.isDeafToUnlabeled) onEvent?.({ event: 'unheard' });
	}

	status(): Promise<WorkerStatus[]> {
		return statusOf(this.#workers.all);
	}

	/** One after the other: what was changed during one is in the next. */
	reload(): Promise<void> {
		const reloaded = this.#reloading.then(() => this.#reload());
		this.#reloading = reloaded.catch(() => {});
		return reloaded;
	}

	async #reload(): Promise<void> {
		if (this.#isClosed) return;
		const labels = await labelsThatWork(this.#options);
		if (this.#isClosed) return;
		this.#labels = labels;
		this.#workers.retireAll();
	}

	async close(): Promise<void> {
		this.#isClosed = true;
		this.#acceptor.close();
		closeListeners(this.#listeners);
		await this.#workers.close();
		this.#status?.close();
	}
}

/**
 * Tries a worker out at this process's low level.
 *
 * @returns null on a host without SELinux, if that is allowed
 */
async function labelsThatWork(options: MlsServerOptions): Promise<Labels | null> {
	const labels = await labelsFor(options);
	await tryWorker(labels?.lowestWorkerContext ?? null, commandOf(options));
	return labels;
}

async function labelsFor(options: MlsServerOptions): Promise<Labels | null> {
	const { allowNoSelinux, unlabeledLevel } = options;
	if (is_selinux_enabled()) {
		const unlabeled =
			unlabeledLevel === undefined ? undefined : await rangeNamed(unlabeledLevel, new Names());
		return new Labels(commandOf(options).exec, unlabeled);
	}
	const why = whySelinuxHidden();
	if (why !== null) {
		throw Object.assign(
			new Error(
				`ERR_SELINUX_HIDDEN: SELinux runs on this host and is hidden here, for ${why}. Workers need to ask its policy`,
			),
			{ code: 'ERR_SELINUX_HIDDEN', syscall: 'is_selinux_enabled' },
		);
	}
	if (allowNoSelinux) return null;
	throw Object.assign(
		new Error('ERR_SELINUX_DISABLED: SELinux is disabled on this host: peers have no level'),
		{ code: 'ERR_SELINUX_DISABLED', syscall: 'is_selinux_enabled' },
	);
}
