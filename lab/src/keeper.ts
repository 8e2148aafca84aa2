import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net, { type Socket } from 'node:net';
import { basename, dirname } from 'node:path';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Console, QUIET_TERMINAL } from './console.ts';
import { LabError } from './errors.ts';
import { readyGuest, readyMachine } from './image/ready.ts';
import { Machine } from './machine.ts';
import { guestSocket } from './paths.ts';
import type { Policy } from './policies.ts';
import { consoleDevice } from './qemu-args.ts';

/** What is known of a guest that is up. */
export interface Keeper {
	pid: number;
	/** The ready guest it was resumed from. */
	folder: string;
}

/** What the keeper prints when its guest can be reached. */
export const READY = 'ready\n';

/** How long a shell has to say that nothing runs in it, in milliseconds. */
const PATIENCE = 2000;

/**
 * Keeps a guest up, and lends its consoles: whoever connects to the guest's socket gets one, whose
 * name comes first, on a line of its own. Ends with the guest, or with SIGTERM.
 *
 * @param policy - which guest
 */
export async function keep(policy: Policy): Promise<void> {
	const ready = await readyGuest(policy);
	const machine = new Machine(readyMachine(ready));
	const path = guestSocket(policy);
	const lender = new Lender(machine);
	const server = net.createServer((client) => lender.lend(client));
	process.on('SIGTERM', () => machine.kill());
	process.on('SIGHUP', () => {}); // the terminal that it was started from may close
	process.stderr.on('error', () => {}); // whoever started this one reads until the guest is up
	await lender.answers();
	mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
	if (await connect(policy)) throw new LabError('another lab has brought a guest up meanwhile');
	rmSync(path, { force: true }); // of a keeper that was killed
	const keeper: Keeper = { pid: process.pid, folder: ready.folder };
	writeFileSync(stateFile(policy), JSON.stringify(keeper)); // who can connect can read it
	server.listen(path, () => process.stdout.write(READY));
	await machine.ended;
	rmSync(path, { force: true });
	rmSync(stateFile(policy), { force: true });
	process.exit();
}

/** The keeper of a guest that is up, or null. */
export async function findKeeper(policy: Policy): Promise<Keeper | null> {
	const socket = await connect(policy);
	socket?.destroy();
	return socket && existsSync(stateFile(policy))
		? JSON.parse(readFileSync(stateFile(policy), 'utf8'))
		: null;
}

/** Connects to the guest that is up; null if none is. */
export function connect(policy: Policy): Promise<Socket | null> {
	return new Promise((resolve) => {
		const socket = net.connect(guestSocket(policy), () => resolve(socket));
		socket.on('error', () => resolve(null));
	});
}

function stateFile(policy: Policy): string {
	return `${guestSocket(policy)}.json`;
}

/** Lends a machine's consoles, and puts them in order when they come back. */
class Lender {
	readonly #machine: Machine;
	readonly #free: number[];
	readonly #waiting: Socket[] = [];
	/** The last console is not lent: from it the others are put in order. */
	readonly #own: Console;
	#cleaning: Promise<unknown> = Promise.resolve();

	constructor(machine: Machine) {
		this.#machine = machine;
		const last = machine.consoles.length - 1;
		this.#free = Array.from({ length: last }, (_, index) => index);
		this.#own = this.#console(last);
	}

	/** Waits until the guest runs. */
	answers(): Promise<unknown> {
		return this.#own.run(':');
	}

	lend(client: Socket): void {
		if (client.destroyed) return; // it has left while it waited
		client.on('error', () => {}); // 'close' follows
		const index = this.#free.shift();
		if (index === undefined) {
			this.#waiting.push(client);
			return;
		}
		const stream = this.#machine.consoles[index] as Duplex;
		client.write(`${consoleDevice(index)}\n`);
		client.pipe(stream, { end: false });
		stream.pipe(client);
		client.on('close', () => {
			stream.unpipe(client);
			this.#takeBack(index).catch(() => {}); // the guest has ended, and the keeper does
		});
	}

	async #takeBack(index: number): Promise<void> {
		await this.#clear(index);
		this.#free.push(index);
		for (const client of this.#waiting.splice(0)) this.lend(client); // who gets none queues again
	}

	/** Waits until nothing runs at a console's shell, or ends its login: another one follows. */
	async #clear(index: number): Promise<void> {
		const console = this.#console(index);
		const isIdle = await Promise.race([
			console.enter(QUIET_TERMINAL).then(() => true),
			sleep(PATIENCE).then(() => false),
		]);
		if (!isIdle) {
			const loggedIn = console.ready();
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

	#console(index: number): Console {
		const lost = () => this.#machine.ended.then(() => this.#machine.lost());
		return new Console(consoleDevice(index), this.#machine.consoles[index] as Duplex, lost);
	}
}
