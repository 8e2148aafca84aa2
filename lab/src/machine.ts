import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { GuestLostError, LabError } from './errors.ts';
import { CONSOLES, type MachineSettings, qemuArgs } from './qemu-args.ts';
import { Qmp } from './qmp.ts';
import { shellWord } from './shell-word.ts';

export const QEMU = 'qemu-system-x86_64';

/** So much of what the kernel last said is kept, in characters. */
const LAST_WORDS = 2000;

/** A running QEMU. It dies with this process, however that ends. */
export class Machine {
	/** One stream for each of the guest's consoles. */
	readonly consoles: Duplex[];
	/** Resolves when QEMU has ended. */
	readonly ended: Promise<void>;
	readonly #process: ChildProcess;
	readonly #qmp: Duplex;
	#serial = '';
	#stderr = '';
	#end: string | undefined;

	/**
	 * Starts QEMU. Whether it comes up shows on its consoles.
	 *
	 * @param settings - what is to run
	 */
	constructor(settings: MachineSettings) {
		// PR_SET_PDEATHSIG, prctl(2): the kernel kills it when this process is gone.
		const command = ['--pdeathsig', 'KILL', QEMU, ...qemuArgs(settings)];
		const pairs = Array.from({ length: 2 + CONSOLES }, () => 'pipe' as const);
		this.#process = spawn('setpriv', command, {
			stdio: ['ignore', 'ignore', 'pipe', ...pairs],
			// A Ctrl-C at the terminal is for the guest or for this process, never for QEMU.
			detached: true,
		});
		const [, , stderr, qmp, serial, ...consoles] = this.#process.stdio as unknown as Duplex[];
		this.#qmp = qmp as Duplex;
		this.consoles = consoles;
		for (const stream of [qmp, serial, ...consoles]) stream?.on('error', () => {}); // its end is told below
		stderr?.on('data', (text: Buffer) => {
			this.#stderr += text;
		});
		serial?.on('data', (text: Buffer) => {
			this.#serial = (this.#serial + text.toString('latin1')).slice(-LAST_WORDS);
		});
		this.ended = new Promise((resolve) => {
			this.#process.on('error', (error) => {
				this.#end ??= `${QEMU} did not start: ${error.message}`;
				resolve();
			});
			this.#process.on('close', (status, signal) => {
				this.#end ??= signal ? `QEMU was ended by ${signal}` : `QEMU ended with status ${status}`;
				resolve();
			});
		});
	}

	/** The end of what the kernel has said. */
	get lastWords(): string {
		return this.#serial;
	}

	/** Why the guest is gone, with QEMU's and the kernel's last words. */
	lost(): GuestLostError {
		const words = `${this.#stderr}${this.#serial}`.trim();
		const reason = this.#end ?? 'the guest does not answer';
		return new GuestLostError(`the guest is lost: ${reason}${words && `\n${words}`}`);
	}

	/**
	 * Ends the guest as it is, and saves its state for others to go on from. The disk holds what the
	 * guest had written by then.
	 *
	 * @param path - the file to write; compressed with zstd
	 */
	async save(path: string): Promise<void> {
		const lost = this.ended.then(() => {
			if (this.#end !== 'QEMU ended with status 0') throw this.lost();
		});
		// QEMU does not ask how zstd has ended: only a whole file gets its name.
		const part = shellWord(`${path}.part`);
		const uri = `exec:zstd -1 -q -f -o ${part} && mv ${part} ${shellWord(path)}`;
		await Promise.race([this.#migrate(uri), lost]);
		await this.ended;
		if (!existsSync(path)) throw new LabError(`QEMU could not save the guest:\n${this.#stderr}`);
	}

	async #migrate(uri: string): Promise<void> {
		const qmp = await Qmp.open(this.#qmp);
		await qmp.execute('migrate-set-parameters', { 'max-bandwidth': Number.MAX_SAFE_INTEGER });
		await qmp.execute('migrate', { uri });
		let status: string;
		do {
			await sleep(20);
			({ status } = (await qmp.execute('query-migrate')) as { status: string });
		} while (status !== 'completed' && status !== 'failed');
		if (status === 'failed') throw new LabError(`QEMU could not save the guest:\n${this.#stderr}`);
		await qmp.execute('quit');
	}

	/** Ends QEMU at once. */
	async kill(): Promise<void> {
		this.#process.kill('SIGKILL');
		await this.ended;
	}
}
