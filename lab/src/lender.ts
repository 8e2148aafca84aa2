import type { Socket } from 'node:net';
import { basename } from 'node:path';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Console, QUIET_TERMINAL } from './console.ts';
import { LabError } from './errors.ts';
import { failed } from './guest.ts';
import { consoleDevice, type Machine } from './machine.ts';

/** How long a shell has to say that nothing runs in it, in milliseconds. */
const PATIENCE = 2000;

/** Lends a machine's consoles, and puts them in order when they come back. */
export class Lender {
	readonly #machine: Machine;
	readonly #free: number[];
	readonly #waiting: Socket[] = [];
	/** The consoles where root is not logged in yet. Each is read all the time: it says once that it waits. */
	readonly #asleep = new Map<number, Console>();
	/** The last console is not lent: from it the others are put in order. */
	readonly #own: Console;
	#cleaning: Promise<unknown> = Promise.resolve();

	constructor(machine: Machine) {
		this.#machine = machine;
		const last = machine.consoles.length - 1;
		this.#free = Array.from({ length: last }, (_, index) => index);
		this.#own = this.#console(last, machine.isResumed);
		if (machine.isResumed) return;
		for (const index of this.#free) this.#asleep.set(index, this.#console(index, false));
	}

	/** Waits until the guest runs. What its kernel recorded before that does not count as a denial. */
	async answers(): Promise<void> {
		await this.#own.wake();
		await this.#own.run('dmesg --clear');
	}

	/**
	 * Runs a command that must succeed.
	 *
	 * @throws LabError with what it printed if it does not
	 */
	async must(command: string): Promise<void> {
		const { status, output } = await this.#own.run(command);
		if (status !== 0) throw new LabError(failed(command, status, output));
	}

	async lend(client: Socket): Promise<void> {
		const index = this.#free.shift();
		if (index === undefined) {
			this.#waiting.push(client);
			return;
		}
		await this.#wake(index);
		if (client.destroyed) return this.#giveBack(index); // it has left while it waited
		const stream = this.#machine.consoles[index] as Duplex;
		client.write(`${consoleDevice(index)}\n`);
		client.pipe(stream, { end: false });
		stream.pipe(client);
		client.on('close', () => {
			stream.unpipe(client);
			this.#takeBack(index).catch(() => {}); // the guest has ended, and the keeper does
		});
	}

	async #wake(index: number): Promise<void> {
		const console = this.#asleep.get(index);
		if (!console) return;
		this.#asleep.delete(index);
		await console.wake();
		console.release();
	}

	async #takeBack(index: number): Promise<void> {
		await this.#clear(index);
		await this.#giveBack(index);
	}

	async #giveBack(index: number): Promise<void> {
		this.#free.push(index);
		for (const client of this.#waiting.splice(0)) await this.lend(client); // who gets none queues again
	}

	/** Waits until nothing runs at a console's shell, or ends its login: another one follows. */
	async #clear(index: number): Promise<void> {
		const console = this.#console(index);
		const isIdle = await Promise.race([
			console.enter(QUIET_TERMINAL).then(() => true),
			sleep(PATIENCE).then(() => false),
		]);
		if (!isIdle) {
			const loggedIn = console.loggedIn();
			loggedIn.catch(() => {});
			// One after the other: a console runs one command at a time.
			this.#cleaning = this.#cleaning.then(() =>
				this.#own.run(`pkill -KILL -t ${basename(consoleDevice(index))}`),
			);
			await this.#cleaning;
			await loggedIn;
		}
		console.release();
	}

	#console(index: number, isAwake = true): Console {
		const lost = () => this.#machine.ended.then(() => this.#machine.lost());
		const stream = this.#machine.consoles[index] as Duplex;
		return new Console(consoleDevice(index), stream, lost, isAwake);
	}
}
