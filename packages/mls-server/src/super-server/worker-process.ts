import type { ChildProcess } from 'node:child_process';
import { printable } from '@peercon/context';
import { Channel } from '../channel/channel.ts';
import { type FromWorker, isFromWorker, type ToWorker } from '../channel/messages.ts';
import { type Connection, Handover } from './handover.ts';
import { Served } from './served.ts';
import { endSession, spawnWorker } from './spawn-worker.ts';
import type { WorkerCommand, WorkerListener } from './worker-command.ts';
import { readOutput } from './worker-output.ts';

/** A worker that has closed its channel has so long to end, in milliseconds. */
const ENDING_TAKES = 1000;

const NONSENSE = 'it speaks nonsense';

/**
 * A worker process, as the super-server sees it. It takes connections from the beginning; they wait
 * until it is started and ready.
 */
export class WorkerProcess {
	/** The raw context that it runs in; null on a host without SELinux. */
	readonly context: string | null;
	readonly created = new Date();
	/** When its last connection ended, or it began: performance.now(). */
	idleSince = performance.now();
	/** When its process was started: performance.now(). */
	startedAt = 0;
	isReady = false;
	/** True once it was told to finish. */
	isDraining = false;
	readonly #command: WorkerCommand;
	readonly #listener: WorkerListener;
	#child: ChildProcess | undefined;
	#channel: Channel<ToWorker, FromWorker> | undefined;
	readonly #handover: Handover;
	readonly #served = new Served();
	#finishBy = Number.POSITIVE_INFINITY;
	#isCrowded = false;
	#isToldToDrain = false;
	#reason = '';
	#report: { promise: Promise<number>; resolve: (memory: number) => void } | undefined;

	constructor(context: string | null, command: WorkerCommand, listener: WorkerListener) {
		this.context = context;
		this.#command = command;
		this.#listener = listener;
		this.#handover = new Handover(command.inFlight, (ids, fds) => {
			this.#channel?.send({ type: 'hand', ids }, fds);
		});
	}

	/** Undefined before it is started. */
	get pid(): number | undefined {
		return this.#child?.pid;
	}

	/** How many connections it has or is to have. */
	get load(): number {
		return this.#served.size + this.pending;
	}

	/** How many it has not taken yet. */
	get pending(): number {
		return this.#handover.pending;
	}

	/** How many connections of a source it has or is to have. */
	loadOf(source: string): number {
		return this.#served.of(source) + this.#handover.pendingOf(source);
	}

	/** Starts the process. That it could not be started is told as its end. */
	start(): void {
		this.startedAt = performance.now();
		const { exec, module, settings, linesPerSecond } = this.#command;
		try {
			const { child, output } = spawnWorker(this.context, exec, module, settings, (fd) => {
				this.#channel = this.#channelOn(fd);
			});
			this.#child = child;
			this.#watch(child);
			readOutput(output, {
				linesPerSecond,
				onLine: (text) => this.#listener.onOutput(text),
				onDropped: (lines) => this.#listener.onDropped(lines),
			});
		} catch (error) {
			const { message } = error as Error;
			process.nextTick(() => this.#ended(`it could not be started: ${message}`, error as Error));
		}
	}

	#channelOn(fd: number): Channel<ToWorker, FromWorker> {
		return new Channel<ToWorker, FromWorker>({
			fd,
			takesDescriptors: false,
			isMessage: isFromWorker,
			onMessage: (message) => {
				if (!this.#hear(message)) this.kill(NONSENSE);
			},
			onCrowded: (isCrowded) => this.#setCrowded(isCrowded),
			onEnd: (isNonsense) => {
				if (isNonsense) this.kill(NONSENSE);
				// Who has closed it is ending, most likely; if not, it is of no use any more.
				this.#finishBy = Math.min(this.#finishBy, performance.now() + ENDING_TAKES);
			},
		});
	}

	#watch(child: ChildProcess): void {
		child.on('error', (error) => {
			// What runs may fail to be killed: the next look at it will try again.
			if (child.pid !== undefined) return;
			this.#ended(`it could not be started: ${error.message}`, error);
		});
		child.on('exit', (status, signal) => {
			// What it took before it died is its own: nobody else may have it.
			this.#channel?.receiveRest();
			endSession(child);
			this.#ended(this.#reason || `it ended with ${signal ?? `status ${status}`}`);
		});
	}

	/** Takes over a connection. It is handed over with others of the same turn of the loop. */
	give(connection: Connection): void {
		this.#handover.add(connection);
		if (this.isReady) this.#handover.sendSoon();
	}

	/**
	 * Lets it finish what it has, and end. What it was told before about the time stays in force.
	 *
	 * @param timeout - how long it may take at most, in milliseconds
	 */
	drain(timeout: number): void {
		this.#finishBy = Math.min(this.#finishBy, performance.now() + timeout);
		if (this.isDraining) return;
		this.isDraining = true;
		if (this.isReady) this.#sendDrain();
	}

	/**
	 * Ends it at once.
	 *
	 * @param reason - why, for the log
	 */
	kill(reason: string): void {
		this.#reason ||= reason;
		this.#child?.kill('SIGKILL');
	}

	/**
	 * Gives up one that was not started.
	 *
	 * @param reason - why, for the log
	 */
	abandon(reason: string): void {
		this.#ended(reason);
	}

	/** Gives those connections back that were accepted before a time, and not handed over yet. */
	takeBackOlder(time: number): Connection[] {
		return this.#handover.takeBackOlder(time);
	}

	/**
	 * Asks it how much memory in bytes it shares with no other process; never answered if it ends
	 * before. One question at a time: one that hangs must not be asked more and more of them.
	 */
	report(): Promise<number> {
		if (this.#report) return this.#report.promise;
		let resolve = (_memory: number) => {};
		const promise = new Promise<number>((resolvePromise) => {
			resolve = resolvePromise;
		});
		this.#report = { promise, resolve };
		this.#channel?.send({ type: 'report' });
		return promise;
	}

	/**
	 * Why it should be killed, if it should.
	 *
	 * @param now - performance.now()
	 */
	overdue(now: number): string | undefined {
		const { startTimeout, hangTimeout } = this.#command;
		if (this.#child && !this.isReady && now - this.startedAt > startTimeout) {
			return `it was not ready after ${startTimeout / 1000} s`;
		}
		const { waitingSince = now } = this.#handover;
		if (!this.#isCrowded && now - waitingSince > hangTimeout) {
			return `it has not taken a connection for ${hangTimeout / 1000} s`;
		}
		return now > this.#finishBy ? 'it did not finish in time' : undefined;
	}

	/** After the last connection that it is to have: with none, it ends at once. */
	#sendDrain(): void {
		this.#handover.send();
		if (this.pending === 0 && !this.#isToldToDrain) this.#channel?.send({ type: 'drain' });
		this.#isToldToDrain = this.pending === 0;
	}

	/** @returns false for what it cannot mean: an answer to nothing, the end of what it does not have */
	#hear(message: FromWorker): boolean {
		switch (message.type) {
			case 'ready':
				return this.#beReady(message.context);
			case 'took':
				return this.#took(message.count);
			case 'closed':
				return this.#closed(message.ids);
			case 'report': {
				const asked = this.#report;
				this.#report = undefined;
				asked?.resolve(message.memory);
				return asked !== undefined;
			}
		}
	}

	/** The kernel starts a worker in the context that was asked for, or not at all; make sure. */
	#beReady(context: string | null): boolean {
		if (this.isReady) return false;
		// What is being killed may have said more before it died; none of it counts.
		if (this.#reason !== '') return true;
		if (context !== this.context) {
			this.kill(`it runs as ${printable(`${context}`)}, not as ${this.context}`);
			return true;
		}
		this.isReady = true;
		this.#listener.onReady();
		this.#handover.send();
		if (this.isDraining) this.#sendDrain();
		return true;
	}

	/** It has taken the first `count` connections of the oldest message. */
	#took(count: number): boolean {
		const acknowledged = this.#handover.acknowledge(count);
		if (!acknowledged) return false;
		const { taken, withheld } = acknowledged;
		for (const { id, connection } of taken) this.#served.add(id, connection.source);
		this.#listener.onTook(taken.length);
		if (withheld.length > 0) this.#listener.onWithheld(withheld);
		this.#handover.send();
		if (this.isDraining) this.#sendDrain();
		return true;
	}

	#closed(ids: number[]): boolean {
		const areServed = ids.every((id) => this.#served.delete(id));
		if (this.load === 0) this.idleSince = performance.now();
		return areServed;
	}

	/** Nobody can pass it descriptors now: that it takes no connection is not its fault. */
	#setCrowded(isCrowded: boolean): void {
		this.#isCrowded = isCrowded;
		if (isCrowded) this.#listener.onCrowded();
		else this.#handover.restartClock();
	}

	#ended(reason: string, error?: NodeJS.ErrnoException): void {
		this.#channel?.close();
		this.isReady = false;
		const left = this.#handover.takeBack();
		this.#listener.onEnd({ reason, left, ...(error && { error }) });
	}
}
