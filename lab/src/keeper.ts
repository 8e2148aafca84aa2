import { once } from 'node:events';
import { rmSync } from 'node:fs';
import net, { type Socket } from 'node:net';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Console, QUIET_TERMINAL } from './console.ts';
import type { EngineName } from './engines/engine.ts';
import { LabError } from './errors.ts';
import { consoleDevice, type Machine } from './machine.ts';
import { guestSocket } from './paths.ts';
import type { Policy } from './policies.ts';
import { startMachine } from './start.ts';

/** What is known of a guest that is up. */
export interface Keeper {
	pid: number;
	/** The ready guest that it was started from, and what runs it. */
	folder: string;
	engine: EngineName;
}

/**
 * What a connection to a keeper begins with, on a line of its own: it asks for a console, whose name
 * comes first on a line of its own; or who the keeper is, as JSON; or that it ends its guest. Who may
 * connect is up to the socket's folder.
 */
export type Request = 'console' | 'state' | 'down';

/** What the keeper prints when its guest can be reached. */
export const READY = 'ready\n';

/** How long a shell has to say that nothing runs in it, in milliseconds. */
const PATIENCE = 2000;

/**
 * Keeps a guest up, and lends its consoles to whoever connects to the guest's socket. Ends with the
 * guest, or with SIGTERM.
 *
 * @param policy - which guest
 */
export async function keep(policy: Policy): Promise<void> {
	process.on('SIGHUP', () => {}); // the terminal that it was started from may close
	process.stderr.on('error', () => {}); // whoever started this one reads until the guest is up
	const { machine, lender, about } = await startMachine(
		policy,
		{},
		async (started, ready, engine) => {
			const lender = new Lender(started);
			await lender.answers();
			return { machine: started, lender, about: { folder: ready.folder, engine: engine.name } };
		},
	);
	process.on('SIGTERM', () => machine.kill());
	const keeper: Keeper = { pid: process.pid, ...about };
	const path = guestSocket(policy);
	const server = net.createServer(async (client) => {
		client.on('error', () => {}); // 'close' follows
		const request = await firstLine(client);
		if (request === 'console') lender.lend(client);
		else if (request === 'state') client.end(`${JSON.stringify(keeper)}\n`);
		else if (request === 'down') await machine.kill();
		else client.destroy();
	});
	if (await connect(policy, 'state')) throw new LabError('another lab has brought a guest up');
	rmSync(path, { force: true }); // of a keeper that was killed
	server.listen(path, () => process.stdout.write(READY));
	await machine.ended;
	rmSync(path, { force: true });
	process.exit();
}

/** The keeper of a guest that is up, or null. */
export async function findKeeper(policy: Policy): Promise<Keeper | null> {
	const socket = await connect(policy, 'state');
	if (!socket) return null;
	for await (const line of createInterface({ input: socket })) return JSON.parse(line);
	return null; // it ends just now
}

/** Ends the guest that is up, and waits until its keeper is gone. */
export async function endKeeper(policy: Policy): Promise<void> {
	const socket = await connect(policy, 'down');
	if (socket) await once(socket.resume(), 'close');
	while (await connect(policy, 'state')) await sleep(20);
}

/** Connects to the guest that is up and asks for something; null if none is. */
export function connect(policy: Policy, request: Request): Promise<Socket | null> {
	return new Promise((resolve) => {
		const socket = net.connect(guestSocket(policy), () => {
			socket.write(`${request}\n`);
			resolve(socket);
		});
		socket.on('error', () => resolve(null));
	});
}

/** Reads up to the first line feed and not a byte more; '' if the other end closes before that. */
export async function firstLine(socket: Socket): Promise<string> {
	const closed = once(socket, 'close').then(() => true);
	for (let line = ''; ; ) {
		const character: Buffer | null = socket.read(1);
		if (character?.toString() === '\n') return line;
		if (character !== null) line += character;
		else if (await Promise.race([once(socket, 'readable').then(() => false), closed])) return '';
	}
}

/** Lends a machine's consoles, and puts them in order when they come back. */
class Lender {
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
