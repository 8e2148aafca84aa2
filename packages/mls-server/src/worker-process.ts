import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createSocketPair, spawnWithContext, sys } from '@peercon/native';
import { Channel } from './channel.ts';
import { type Connection, Handover } from './handover.ts';
import { type FromWorker, isFromWorker, type ToWorker } from './messages.ts';
import { readOutput } from './output.ts';

/** What runs in the worker. */
const RUNTIME = join(import.meta.dirname, 'worker.js');

/** A worker that has closed its channel has so long to end, in milliseconds. */
const ENDING_TAKES = 1000;

/** How a worker is started. */
export interface WorkerCommand {
	/** What is executed in place of node: its file's label gives the worker its type. */
	exec: string;
	/** The absolute path of the module that serves connections. */
	module: string;
	/** How long it may take to be ready, in milliseconds. */
	startTimeout: number;
	/** How long it may leave a connection untaken, in milliseconds. */
	hangTimeout: number;
}

/** Why a worker ended, for people, and what it leaves behind. */
export interface WorkerEnd {
	reason: string;
	/** The system error, if it could not be started. */
	error?: NodeJS.ErrnoException;
	/** Connections that it was to have and did not take. */
	left: Connection[];
}

export interface WorkerListener {
	/** It has loaded its module and takes connections. */
	onReady(): void;
	/** It has taken so many connections, of which the super-server has no descriptor any more. */
	onTook(count: number): void;
	/** The kernel kept these connections' descriptors from it. They are the super-server's again. */
	onWithheld(connections: Connection[]): void;
	/** A line that it has written. */
	onOutput(text: string): void;
	/** It is gone. Called once, also if it could not be started. */
	onEnd(end: WorkerEnd): void;
}

/** What a worker says about itself. */
export interface WorkerReport {
	/** Connections that it serves. */
	open: number;
	/** Memory in bytes that it shares with no other process. */
	memory: number;
}

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
	readonly #handover = new Handover((fds) => {
		this.#channel?.send({ type: 'hand', count: fds.length }, fds);
	});
	#finishBy = Number.POSITIVE_INFINITY;
	#open = 0;
	#reason = '';
	#onReport: ((report: WorkerReport) => void)[] = [];

	constructor(context: string | null, command: WorkerCommand, listener: WorkerListener) {
		this.context = context;
		this.#command = command;
		this.#listener = listener;
	}

	/** Undefined before it is started. */
	get pid(): number | undefined {
		return this.#child?.pid;
	}

	/** How many connections it has or is to have. */
	get load(): number {
		return this.#open + this.pending;
	}

	/** How many it has not taken yet. */
	get pending(): number {
		return this.#handover.pending;
	}

	/**
	 * Starts the process. Everything that it shares with the super-server has its own context, so that
	 * MLS lets it write there and no other level read: the channel, and a socket for its output, which
	 * also stands for its stdin, where it reads the end of file at once. (/dev/null cannot be opened
	 * at every level: the MLS policy has /dev at SystemHigh.)
	 */
	start(): void {
		this.startedAt = performance.now();
		const { exec, module } = this.#command;
		const opened = new Set<number>();
		const pair = (type: 'stream' | 'seqpacket') => {
			const fds = createSocketPair(type, this.context ?? undefined);
			for (const fd of fds) opened.add(fd);
			return fds;
		};
		try {
			const [ourChannel, itsChannel] = pair('seqpacket');
			const [ourOutput, itsOutput] = pair('stream');
			// This takes a descriptor of its own, and fails before there is a process, or not at all.
			this.#channel = this.#channelOn(ourChannel);
			opened.delete(ourChannel);
			const options: SpawnOptions = { stdio: [itsOutput, itsOutput, itsOutput, itsChannel] };
			const args = [RUNTIME, module];
			this.#child =
				this.context === null
					? spawn(exec, args, options)
					: spawnWithContext(this.context, exec, args, options);
			this.#watch(this.#child);
			for (const fd of [itsChannel, itsOutput]) {
				opened.delete(fd);
				sys.close(fd);
			}
			readOutput(ourOutput, (text) => this.#listener.onOutput(text));
		} catch (error) {
			for (const fd of opened) sys.close(fd);
			const { message } = error as Error;
			process.nextTick(() => this.#ended(`it could not be started: ${message}`, error as Error));
		}
	}

	#channelOn(fd: number): Channel<ToWorker, FromWorker> {
		return new Channel<ToWorker, FromWorker>({
			fd,
			takesDescriptors: false,
			isMessage: isFromWorker,
			onMessage: (message) => this.#hear(message),
			onEnd: (isNonsense) => {
				if (isNonsense) this.kill('it speaks nonsense');
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

	/** Gives up one that was not started. */
	abandon(): void {
		this.#ended('it was not started before the server ended');
	}

	/** Asks it how it is; never answered if it ends before. */
	report(): Promise<WorkerReport> {
		return new Promise((resolve) => {
			// One question at a time: one that hangs must not be asked more and more of them.
			const isAsked = this.#onReport.push(resolve) > 1;
			if (!isAsked) this.#channel?.send({ type: 'report' });
		});
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
		if (now - waitingSince > hangTimeout) {
			return `it has not taken a connection for ${hangTimeout / 1000} s`;
		}
		return now > this.#finishBy ? 'it did not finish in time' : undefined;
	}

	/** After the connections that it is to have: with none, it ends at once. */
	#sendDrain(): void {
		this.#handover.send();
		this.#channel?.send({ type: 'drain' });
	}

	#hear(message: FromWorker): void {
		if (message.type === 'ready') this.#beReady(message.context);
		if (message.type === 'took') this.#took(message.count);
		if ('open' in message) this.#setOpen(message.open);
		if (message.type === 'report') {
			const { open, memory } = message;
			for (const resolve of this.#onReport.splice(0)) resolve({ open, memory });
		}
	}

	/** The kernel starts a worker in the context that was asked for, or not at all; make sure. */
	#beReady(context: string | null): void {
		if (context !== this.context) {
			this.kill(`it runs as ${context}, not as ${this.context}`);
			return;
		}
		this.isReady = true;
		this.#listener.onReady();
		this.#handover.send();
		if (this.isDraining) this.#sendDrain();
	}

	/** It has taken the first `count` connections of the oldest message. */
	#took(count: number): void {
		const { taken, withheld } = this.#handover.acknowledge(count);
		this.#listener.onTook(taken);
		if (withheld.length > 0) this.#listener.onWithheld(withheld);
	}

	#setOpen(open: number): void {
		this.#open = open;
		if (open === 0) this.idleSince = performance.now();
	}

	#ended(reason: string, error?: NodeJS.ErrnoException): void {
		this.#channel?.close();
		this.isReady = false;
		const left = this.#handover.takeBack();
		this.#listener.onEnd({ reason, left, ...(error && { error }) });
	}
}
