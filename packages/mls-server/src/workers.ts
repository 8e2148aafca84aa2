import { sys } from '@peercon/native';
import { Backoff } from './backoff.ts';
import type { MlsServerEvent, WorkerName } from './events.ts';
import type { Connection } from './handover.ts';
import { StartRate } from './start-rate.ts';
import { type WorkerCommand, type WorkerEnd, WorkerProcess } from './worker-process.ts';

/** A worker that has lived so long is none that keeps crashing; in milliseconds. */
const SETTLED_AFTER = 10_000;

/** How often workers are looked at that idle or hang, in milliseconds. */
const SWEEP_EVERY = 250;

/** Limits; all times are in milliseconds. */
export interface WorkerLimits {
	/** At most so many contexts have a worker. */
	maxWorkers: number;
	/** At most so many are started in a second. */
	startsPerSecond: number;
	/** At most so many connections at once for one worker, those that wait for it included. */
	maxConnections: number;
	/** A worker without connections for so long ends. */
	idleTimeout: number;
	/** A worker has so long to finish, at the end. */
	drainTimeout: number;
}

export interface WorkersOptions extends WorkerLimits {
	command: WorkerCommand;
	onEvent?: ((event: MlsServerEvent) => void) | undefined;
	/** So many connections are off the super-server's hands: taken by a worker, or closed. */
	onReleased: (count: number) => void;
}

/** The workers: one for each context, found or started when a connection needs it. */
export class Workers {
	readonly #options: WorkersOptions;
	/** Those that get new connections, by context: '' stands for none. */
	readonly #current = new Map<string, WorkerProcess>();
	/** All that have a process, those included that finish what they have. */
	readonly #running = new Set<WorkerProcess>();
	/** Those whose process is yet to be started. */
	readonly #toStart: WorkerProcess[] = [];
	readonly #backoff = new Backoff();
	readonly #rate: StartRate;
	readonly #sweeper = setInterval(() => this.#sweep(), SWEEP_EVERY);
	#nextStart: NodeJS.Timeout | undefined;
	#isClosed = false;
	#onEmpty = () => {};

	constructor(options: WorkersOptions) {
		this.#options = options;
		this.#rate = new StartRate(options.startsPerSecond, performance.now());
		this.#sweeper.unref();
	}

	/** All workers, oldest first. */
	get all(): WorkerProcess[] {
		return [...new Set([...this.#running, ...this.#current.values()])];
	}

	/**
	 * Gives a connection to the worker of a context.
	 *
	 * @param connection - the connection; it is closed if no worker can have it
	 * @param context - the worker's raw context, null on a host without SELinux
	 */
	serve(connection: Connection, context: string | null): void {
		const { fd, peerContext } = connection;
		let worker = this.#current.get(context ?? '');
		if (worker === undefined) {
			const reason = this.#whyNone(context);
			if (reason !== undefined) {
				this.refuse(connection, reason);
				return;
			}
			worker = this.#create(context);
			this.#report({ event: 'create', fd, rawContext: peerContext, workerContext: context });
		} else {
			this.#report({ event: 'existing', fd, ...nameOf(worker) });
		}
		// They must not wait in the kernel's queue: there they would hold up those of other levels.
		if (worker.load >= this.#options.maxConnections) {
			this.refuse(connection, `its worker has ${worker.load} connections, the limit`);
			return;
		}
		worker.give(connection);
		this.#startSome();
	}

	/** Closes a connection unserved. */
	refuse({ fd, peerContext: rawContext }: Connection, reason: string): void {
		sys.close(fd);
		this.#report({ event: 'refused', fd, rawContext, reason });
		this.#options.onReleased(1);
	}

	/** From now on new connections get fresh workers; those that there are finish what they have. */
	retireAll(): void {
		for (const worker of this.#running) this.#retire(worker, Number.POSITIVE_INFINITY);
	}

	/** Lets all workers finish what they have. @returns when the last one has ended */
	close(): Promise<void> {
		this.#isClosed = true;
		for (const worker of this.#running) this.#retire(worker, this.#options.drainTimeout);
		for (const worker of this.#toStart.splice(0)) worker.abandon();
		return new Promise((resolve) => {
			this.#onEmpty = () => {
				clearInterval(this.#sweeper);
				clearTimeout(this.#nextStart);
				resolve();
			};
			if (this.#running.size === 0) this.#onEmpty();
		});
	}

	/** Why there can be no new worker for a context now, if there cannot. */
	#whyNone(context: string | null): string | undefined {
		const wait = this.#backoff.remaining(context ?? '', performance.now());
		if (wait > 0) {
			return `its workers keep failing; the next is started in ${Math.ceil(wait / 1000)} s at the soonest`;
		}
		if (this.#current.size >= this.#options.maxWorkers && !this.#makeRoom()) {
			return `there are ${this.#current.size} workers, the limit, and none is idle`;
		}
		return undefined;
	}

	/** Retires the worker that has been idle for longest. @returns false if none is idle */
	#makeRoom(): boolean {
		const [longest] = [...this.#current.values()].filter(isIdle).sort(byIdleTime);
		if (longest) this.#retire(longest, this.#options.drainTimeout);
		return longest !== undefined;
	}

	#retire(worker: WorkerProcess, timeout: number): void {
		const key = worker.context ?? '';
		if (this.#current.get(key) === worker) this.#current.delete(key);
		worker.drain(timeout);
	}

	#create(context: string | null): WorkerProcess {
		const name = (): WorkerName => nameOf(worker);
		const worker: WorkerProcess = new WorkerProcess(context, this.#options.command, {
			onReady: () => this.#report({ event: 'ready', ...name() }),
			onTook: (count) => this.#options.onReleased(count),
			onWithheld: (connections) => {
				this.#report({ event: 'withheld', ...name() });
				// Another worker would have the same limits and the same context: it would get them no more.
				for (const connection of connections) {
					this.refuse(connection, 'the kernel kept its descriptor from the worker');
				}
			},
			onOutput: (text) => this.#report({ event: 'output', text, ...name() }),
			onEnd: (end) => this.#ended(worker, end),
		});
		this.#current.set(context ?? '', worker);
		this.#toStart.push(worker);
		return worker;
	}

	/**
	 * Starts those that are to be started, as fast as the rate allows. While retired ones finish there
	 * may be twice as many processes as workers, and no more.
	 */
	#startSome(): void {
		clearTimeout(this.#nextStart);
		while (this.#toStart.length > 0 && this.#running.size < 2 * this.#options.maxWorkers) {
			const wait = this.#rate.take(performance.now());
			if (wait > 0) {
				this.#nextStart = setTimeout(() => this.#startSome(), wait);
				return;
			}
			const worker = this.#toStart.shift() as WorkerProcess;
			this.#running.add(worker);
			worker.start();
		}
	}

	/** A worker has ended: what it did not take is given to a fresh one, once. */
	#ended(worker: WorkerProcess, { reason, left }: WorkerEnd): void {
		const { context } = worker;
		const key = context ?? '';
		const now = performance.now();
		this.#running.delete(worker);
		if (this.#current.get(key) === worker) this.#current.delete(key);
		if (!worker.isDraining) {
			if (now - worker.startedAt < SETTLED_AFTER) this.#backoff.failed(key, now);
			else this.#backoff.succeeded(key);
		}
		this.#report({ event: 'end', reason, ...nameOf(worker) });
		for (const connection of left) {
			if (connection.isRetried || this.#isClosed) {
				this.refuse(connection, `its worker ended: ${reason}`);
			} else {
				connection.isRetried = true;
				this.serve(connection, context);
			}
		}
		this.#startSome();
		if (this.#isClosed && this.#running.size === 0) this.#onEmpty();
	}

	#sweep(): void {
		const now = performance.now();
		for (const worker of this.#running) {
			const reason = worker.overdue(now);
			if (reason !== undefined) worker.kill(reason);
			const idleFor = isIdle(worker) ? now - worker.idleSince : 0;
			if (idleFor > this.#options.idleTimeout) this.#retire(worker, this.#options.drainTimeout);
		}
	}

	#report(event: MlsServerEvent): void {
		this.#options.onEvent?.(event);
	}
}

function nameOf({ pid, context }: WorkerProcess): WorkerName {
	return { pid, workerContext: context };
}

function isIdle(worker: WorkerProcess): boolean {
	return worker.isReady && worker.load === 0 && !worker.isDraining;
}

function byIdleTime(a: WorkerProcess, b: WorkerProcess): number {
	return a.idleSince - b.idleSince;
}
