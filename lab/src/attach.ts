import type { Socket } from 'node:net';
import { printable } from '@peercon/context/foreign-text';
import { Console } from './console.ts';
import { namedEngine } from './engines/choose.ts';
import { GuestLostError, LabError } from './errors.ts';
import { connect, findKeeper, firstLine, type Keeper } from './keeper.ts';
import { hostName, hostsWithSockets } from './paths.ts';
import type { Policy } from './policies.ts';
import { say } from './progress.ts';
import { startGuest } from './start.ts';
import type { Terminals } from './terminals.ts';

/** Which guest a person means: the one with a policy, or one of several hosts. */
export interface Which {
	policy?: Policy | undefined;
	host?: string | undefined;
}

/** A guest to work with, and how to leave it. */
export interface Attached {
	terminals: Terminals;
	policy: Policy;
	/** Ends the guest if it is one's own; a guest that is up stays so. */
	leave(): Promise<void>;
}

/**
 * Gives the guest that is up. If none is, it starts one for this command alone; but no host, which
 * would be alone.
 *
 * @param which - which guest
 * @throws LabError if a host is wanted that is not up
 */
export async function attach({ policy = 'default', host }: Which): Promise<Attached> {
	if (host !== undefined) return attachToHost(host);
	const keeper = await findKeeper(policy);
	const engine = namedEngine();
	const isWanted = engine === undefined || keeper?.engine === engine;
	const up = isWanted ? await attachToUp(policy) : null;
	if (up) return { ...up, policy };
	const why = keeper ? `the guest that is up has the engine ${keeper.engine}` : 'no guest is up';
	say(`${why}: this one ends with the command ('npx lab up' keeps one)`);
	const { machine, terminals } = await startGuest(policy);
	return { terminals, policy, leave: () => machine.kill() };
}

/** Gives a host that is up. */
async function attachToHost(host: string): Promise<Attached> {
	const hosts = await hostsUp();
	const keeper = hosts.get(host);
	const up = keeper && (await attachToUp(hostName(host)));
	if (up) return { ...up, policy: keeper.policy };
	const others = [...hosts.keys()].join(', ');
	throw new LabError(
		others
			? `no host ${printable(host)} is up; ${others} can be reached`
			: "no hosts are up: 'npx lab up --hosts client,router,server' starts three",
	);
}

/** The hosts that are up, with what is known of each. */
export async function hostsUp(): Promise<Map<string, Keeper>> {
	const found = await Promise.all(
		hostsWithSockets().map(async (host) => [host, await findKeeper(hostName(host))] as const),
	);
	return new Map(found.flatMap(([host, keeper]) => (keeper ? [[host, keeper]] : [])));
}

/** Gives the guest that is up by a name, or null. */
export async function attachToUp(name: string): Promise<Omit<Attached, 'policy'> | null> {
	const first = await connect(name, 'console');
	if (!first) return null;
	const terminals = new LentTerminals(name, first);
	return { terminals, leave: async () => terminals.close() };
}

/** The consoles that a keeper lends, each over a connection of its own. */
class LentTerminals implements Terminals {
	readonly #name: string;
	readonly #sockets = new Set<Socket>();
	readonly #free: Console[] = [];
	#first: Socket | null;

	constructor(name: string, first: Socket) {
		this.#name = name;
		this.#first = first;
	}

	async take(): Promise<Console> {
		const free = this.#free.shift();
		if (free) return free;
		const socket = this.#first ?? (await connect(this.#name, 'console'));
		this.#first = null;
		if (!socket) throw gone();
		this.#sockets.add(socket);
		const device = await firstLine(socket);
		if (device === '') throw gone();
		return new Console(device, socket, async () => gone());
	}

	give(console: Console): void {
		this.#free.push(console);
	}

	close(): void {
		this.#first?.destroy();
		for (const socket of this.#sockets) socket.destroy();
	}
}

function gone(): GuestLostError {
	return new GuestLostError(
		"the guest is lost: it was taken down, or it ended. 'npx lab up' starts one",
	);
}
