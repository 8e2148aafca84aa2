import { once } from 'node:events';
import { rmSync } from 'node:fs';
import net, { type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineName } from './engines/engine.ts';
import { LabError } from './errors.ts';
import { Lender } from './lender.ts';
import type { Machine } from './machine.ts';
import { guestSocket } from './paths.ts';
import type { Policy } from './policies.ts';
import { startMachine } from './start.ts';

/** What is known of a guest that is up. */
export interface Keeper {
	pid: number;
	/** The ready guest that it was started from, and what runs it. */
	folder: string;
	engine: EngineName;
	/** The policy of Debian's that it has. */
	policy: Policy;
	/** If it is one of several hosts, all of them, as JSON: hosts/plan.ts. */
	plan?: string;
}

/**
 * What a connection to a keeper begins with, on a line of its own: it asks for a console, whose name
 * comes first on a line of its own; or who the keeper is, as JSON; or that it ends its guest. Who may
 * connect is up to the socket's folder.
 */
export type Request = 'console' | 'state' | 'down';

/** What the keeper prints when its guest can be reached. */
export const READY = 'ready\n';

/** A guest that is to be reached by others than this process. */
export interface Kept {
	machine: Machine;
	lender: Lender;
	about: Omit<Keeper, 'pid'>;
}

/**
 * Keeps a guest up, and lends its consoles to whoever connects to the guest's socket. Ends with the
 * guest, or with SIGTERM.
 *
 * @param policy - which guest
 */
export async function keep(policy: Policy): Promise<void> {
	outliveTerminal();
	const kept = await startMachine(policy, {}, async (machine, { folder }, engine) => {
		const lender = new Lender(machine);
		await lender.answers();
		return { machine, lender, about: { folder, engine: engine.name, policy } };
	});
	process.on('SIGTERM', () => kept.machine.kill());
	await offer(policy, kept);
	process.stdout.write(READY);
	await kept.machine.ended;
	process.exit();
}

/** The terminal that this process was started from may close, and whoever reads its errors may leave. */
export function outliveTerminal(): void {
	process.on('SIGHUP', () => {});
	process.stderr.on('error', () => {});
}

/**
 * Has a guest of this process's found by its name, until it ends.
 *
 * @param name - that nobody else has given to a guest: see guestSocket
 */
export async function offer(name: string, { machine, lender, about }: Kept): Promise<void> {
	const keeper: Keeper = { pid: process.pid, ...about };
	const path = guestSocket(name);
	const clients = new Set<Socket>();
	const server = net.createServer(async (client) => {
		clients.add(client);
		client.on('error', () => {}); // 'close' follows
		client.on('close', () => clients.delete(client));
		const request = await firstLine(client);
		if (request === 'console') lender.lend(client);
		else if (request === 'state') client.end(`${JSON.stringify(keeper)}\n`);
		else if (request === 'down') await machine.kill();
		else client.destroy();
	});
	if (await connect(name, 'state')) throw new LabError('another lab has brought a guest up');
	rmSync(path, { force: true }); // of a keeper that was killed
	server.listen(path);
	await once(server, 'listening');
	machine.ended.then(() => {
		rmSync(path, { force: true });
		server.close();
		for (const client of clients) client.destroy();
	});
}

/** The keeper of a guest that is up, or null. */
export async function findKeeper(name: string): Promise<Keeper | null> {
	const socket = await connect(name, 'state');
	if (!socket) return null;
	for await (const line of createInterface({ input: socket })) return JSON.parse(line);
	return null; // it ends just now
}

/** Ends the guest that is up, and waits until its keeper is gone. */
export async function endKeeper(name: string): Promise<void> {
	const socket = await connect(name, 'down');
	if (socket) await once(socket.resume(), 'close');
	while (await connect(name, 'state')) await sleep(20);
}

/** Connects to the guest that is up and asks for something; null if none is. */
export function connect(name: string, request: Request): Promise<Socket | null> {
	return new Promise((resolve) => {
		const socket = net.connect(guestSocket(name), () => {
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
