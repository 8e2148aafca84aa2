import { sys } from '@peercon/native';
import type { MlsServerEvent, WorkerName } from '../events.ts';
import { type ConnectionLimits, whyNotTo, whyNoWorker } from './admission.ts';
import { Backoff } from './backoff.ts';
import type { Connection } from './handover.ts';
import { StartRate } from './start-rate.ts';
import type { WorkerCommand, WorkerEnd } from './worker-command.ts';
import { WorkerProcess } from './worker-process.ts';

/** A worker that has lived so long is none that keeps crashing; in milliseconds. */
const SETTLED_AFTER = 10_000;

/** How often workers are looked at that idle or hang, in milliseconds. */
const SWEEP_EVERY = 250;

/** Limits; all times are in milliseconds. */
export interface WorkersLimits extends ConnectionLimits {
	/** Limit on workers, one per context. */
	maxWorkers: number;
	/** Limit on workers started in a second. */
	startsPerSecond: number;
	/** A worker without connections for so long ends. */
	idleTimeout: number;
	/** A worker has so long to finish, at the end and when another one needs its place. */
	drainTimeout: number;
	/** A worker has so long to finish when it has been replaced. */
	retireTimeout: number;
}

export interface WorkersOptions extends WorkersLimits {
	command: WorkerCommand;
	onEvent?: ((event: MlsServerEvent) => void) | undefined;
	/** Number of connections that are off the super-server's hands: taken by a worker, or closed. */
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
	/** How many connections no worker has taken yet. */
	#waiting = 0;
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
		this.#waiting++;
		this.#assign(connection, context);
	}

	#assign(connection: Connection, context: string | null): void {
		const { fd, peerContext, source } = connection;
		let worker = this.#current.get(context ?? '');
		if (worker === undefined) {
			const reason = this.#whyNone(context, source);
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
		const reason = whyNotTo(worker, source, this.#waiting - 1, this.#options);
		if (reason !== undefined) {
			this.refuse(connection, reason);
			return;
		}
		worker.give(connection);
		this.#startSome();
	}

	/** Closes a connection unserved. */
	refuse({ fd, peerContext: rawContext }: Connection, reason: string): void {
		sys.close(fd);
		this.#report({ event: 'refused', fd, rawContext, reason });
		this.#released(1);
	}

	#released(count: number): void {
		this.#waiting -= count;
		this.#options.onReleased(count);
	}

	/** From now on new connections get fresh workers; those that there are finish what they have. */
	retireAll(): void {
		for (const worker of this.#running) this.#retire(worker, this.#options.retireTimeout);
	}

	/** Lets all workers finish what they have. @returns when the last one has ended */
	close(): Promise<void> {
		this.#isClosed = true;
		for (const worker of this.#running) this.#retire(worker, this.#options.drainTimeout);
		for (const worker of this.#toStart.splice(0))
			worker.abandon('it was not started before the server ended');
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
	#whyNone(context: string | null, source: string): string | undefined {
		const wait = this.#backoff.remaining(context ?? '', performance.now());
		if (wait > 0) {
			return `its workers keep failing; the next is started in ${Math.ceil(wait / 1000)} s at the soonest`;
		}
		const { maxWorkers } = this.#options;
		const workers = [...this.#current.values()];
		const idle = workers.filter(isIdle).sort(byIdleTime);
		const reason = whyNoWorker(source, workers, maxWorkers, idle.length);
		// The one that has been idle for longest makes room.
		const [longest] = idle;
		if (reason === undefined && longest && workers.length >= maxWorkers) {
			this.#retire(longest, this.#options.drainTimeout);
		}
		return reason;
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
			onTook: (count) => this.#released(count),
			onCrowded: () => this.#report({ event: 'crowded', ...name() }),
			onDropped: (lines) => this.#report({ event: 'suppressed', lines, ...name() }),
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
	 * may be twice as many processes as workers, and no more: then the oldest of them has less time.
	 */
	#startSome(): void {
		clearTimeout(this.#nextStart);
		while (this.#toStart.length > 0) {
			if (this.#running.size >= 2 * this.#options.maxWorkers) {
				const [oldest] = [...this.#running].filter(({ isDraining }) => isDraining);
				oldest?.drain(this.#options.drainTimeout);
				return;
			}
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
				this.refuse(connection, 'its worker has ended');
			} else {
				connection.isRetried = true;
				this.#assign(connection, context);
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
		for (const worker of this.all) this.#refuseOld(worker, now - this.#longestWait);
	}

	/** A connection that has waited too long is refused, also where no worker could be started. */
	#refuseOld(worker: WorkerProcess, time: number): void {
		const old = worker.takeBackOlder(time);
		const seconds = this.#longestWait / 1000;
		for (const connection of old) {
			this.refuse(connection, `it has waited ${seconds} s for its worker`);
		}
		const place = this.#toStart.indexOf(worker);
		if (old.length === 0 || worker.load > 0 || place < 0) return;
		this.#toStart.splice(place, 1);
		worker.abandon('nobody waits for it any more');
	}

	/**
	 * In milliseconds: as long as two workers may take to start, the second after the first failed, and
	 * the second one may take to take it.
	 */
	get #longestWait(): number {
		const { startTimeout, hangTimeout } = this.#options.command;
		return 2 * startTimeout + hangTimeout;
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
