import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { GuestLostError } from './errors.ts';

/** How many shells the guest has, each on a serial line of its own. */
export const CONSOLES = 8;

/**
 * A console's name in the guest. Both kernels have their serial lines under this name; the first four
 * are what a PC may have built in, and of these QEMU's kernel has one for its own messages.
 */
export function consoleDevice(index: number): string {
	return `/dev/ttyS${4 + index}`;
}

/** The descriptors that an engine's program inherits, each one end of a socket pair. */
export const FIRST_CONSOLE_FD = 3;
export const KERNEL_FD = FIRST_CONSOLE_FD + CONSOLES;
export const CONTROL_FD = KERNEL_FD + 1;
export const FIRST_LINK_FD = CONTROL_FD + 1;

/** So much of what the kernel last said is kept, in characters. */
const LAST_WORDS = 2000;

/** What an engine runs. */
export interface Program {
	/** What it is, for a person: 'QEMU'. */
	title: string;
	command: string[];
	/** Its whole environment, if it is not to have this process's. */
	env?: NodeJS.ProcessEnv;
	/** Its working directory. */
	cwd?: string;
	/** Whether the guest goes on from a saved state, with root logged in at its consoles. */
	isResumed?: boolean;
	/** Descriptors that it inherits behind the others: its ends of links to other guests. */
	links?: readonly number[];
	/** Descriptors that it inherits behind these, and that keep locks while it runs. */
	locks?: number[];
	/** Told when it has ended, however it did. */
	onEnd?: () => void;
}

/** A program that runs a guest. It dies with this process, however that ends. */
export class Machine {
	/** One stream for each of the guest's consoles. */
	readonly consoles: Duplex[];
	/** The stream for whatever controls the program, if it is a kind that can be controlled. */
	readonly control: Duplex;
	/** Resolves when the program has ended. */
	readonly ended: Promise<void>;
	/** As in {@link Program}. */
	readonly isResumed: boolean;
	readonly #process: ChildProcess;
	readonly #title: string;
	readonly #kernel: Duplex;
	#words = '';
	#output = '';
	#end: string | undefined;

	/**
	 * Starts it. Whether the guest comes up shows on its consoles.
	 *
	 * @param program - what to run
	 */
	constructor(program: Program) {
		const { title, command, env = process.env, cwd, onEnd = () => {} } = program;
		const { links = [], locks = [] } = program;
		this.#title = title;
		this.isResumed = program.isResumed ?? false;
		// PR_SET_PDEATHSIG, prctl(2): the kernel kills it when this process is gone.
		const words = ['--pdeathsig', 'KILL', '--', ...command];
		const pairs = Array.from({ length: CONSOLES + 2 }, () => 'pipe' as const);
		this.#process = spawn('setpriv', words, {
			stdio: ['ignore', 'pipe', 'pipe', ...pairs, ...links, ...locks],
			env,
			cwd,
			// A Ctrl-C at the terminal is for the guest or for this process, never for the program.
			detached: true,
		});
		const streams = this.#process.stdio as unknown as Duplex[];
		this.consoles = streams.slice(FIRST_CONSOLE_FD, KERNEL_FD);
		this.#kernel = streams[KERNEL_FD] as Duplex;
		this.control = streams[CONTROL_FD] as Duplex;
		for (const stream of streams) stream?.on('error', () => {}); // its end is told below
		for (const stream of [this.#process.stdout, this.#process.stderr]) {
			stream?.on('data', (text: Buffer) => {
				this.#output = (this.#output + text.toString('latin1')).slice(-LAST_WORDS);
			});
		}
		this.#kernel?.on('data', (text: Buffer) => {
			this.#words = (this.#words + text.toString('latin1')).slice(-LAST_WORDS);
		});
		this.ended = new Promise((resolve) => {
			const end = (reason: string) => {
				this.#end ??= reason;
				onEnd();
				resolve();
			};
			this.#process.on('error', (error) => end(`${title} did not start: ${error.message}`));
			this.#process.on('close', (status, signal) =>
				end(signal ? `${title} was ended by ${signal}` : `${title} ended with status ${status}`),
			);
		});
	}

	/** The end of what the kernel has said, and of what the program has printed. */
	get lastWords(): string {
		return `${this.#output}${this.#words}`.trim();
	}

	/** Whether the program has ended by itself and in order. */
	get endedWell(): boolean {
		return this.#end === `${this.#title} ended with status 0`;
	}

	/** Waits until the kernel has said something. */
	async spoken(): Promise<void> {
		if (this.#words === '') await once(this.#kernel, 'data');
	}

	/** Why the guest is gone, with the kernel's last words. */
	lost(): GuestLostError {
		const words = this.lastWords;
		const reason = this.#end ?? 'it does not answer';
		return new GuestLostError(`the guest is lost: ${reason}${words && `\n${words}`}`);
	}

	/**
	 * Waits for something that the guest does, and ends the guest if it does not come.
	 *
	 * @param work - what is waited for
	 * @param seconds - how long it may take
	 * @throws GuestLostError with the kernel's last words
	 */
	async within<T>(work: Promise<T>, seconds: number): Promise<T> {
		const late = new AbortController();
		try {
			const ended = this.ended.then(() => Promise.reject(this.lost()));
			ended.catch(() => {});
			const timer = sleep(seconds * 1000, undefined, { signal: late.signal, ref: false }).then(() =>
				Promise.reject(this.lost()),
			);
			timer.catch(() => {});
			return await Promise.race([work, ended, timer]);
		} finally {
			late.abort();
		}
	}

	/** Ends it at once. */
	async kill(): Promise<void> {
		this.#process.kill('SIGKILL');
		await this.ended;
	}
}
