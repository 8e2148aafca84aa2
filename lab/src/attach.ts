import type { Socket } from 'node:net';
import { Console } from './console.ts';
import { namedEngine } from './engines/choose.ts';
import { GuestLostError } from './errors.ts';
import { connect, findKeeper, firstLine } from './keeper.ts';
import type { Policy } from './policies.ts';
import { say } from './progress.ts';
import { startGuest } from './start.ts';
import type { Terminals } from './terminals.ts';

/** A guest to work with, and how to leave it. */
export interface Attached {
	terminals: Terminals;
	/** Ends the guest if it is one's own; a guest that is up stays so. */
	leave(): Promise<void>;
}

/**
 * Gives the guest that is up. If none is, it starts one for this command alone.
 *
 * @param policy - which guest
 */
export async function attach(policy: Policy): Promise<Attached> {
	const keeper = await findKeeper(policy);
	const engine = namedEngine();
	const isWanted = engine === undefined || keeper?.engine === engine;
	const up = isWanted ? await attachToUp(policy) : null;
	if (up) return up;
	const why = keeper ? `the guest that is up has the engine ${keeper.engine}` : 'no guest is up';
	say(`${why}: this one ends with the command ('npx lab up' keeps one)`);
	const { machine, terminals } = await startGuest(policy);
	return { terminals, leave: () => machine.kill() };
}

/** Gives the guest that is up, or null. */
export async function attachToUp(policy: Policy): Promise<Attached | null> {
	const first = await connect(policy, 'console');
	if (!first) return null;
	const terminals = new LentTerminals(policy, first);
	return { terminals, leave: async () => terminals.close() };
}

/** The consoles that a keeper lends, each over a connection of its own. */
class LentTerminals implements Terminals {
	readonly #policy: Policy;
	readonly #sockets = new Set<Socket>();
	readonly #free: Console[] = [];
	#first: Socket | null;

	constructor(policy: Policy, first: Socket) {
		this.#policy = policy;
		this.#first = first;
	}

	async take(): Promise<Console> {
		const free = this.#free.shift();
		if (free) return free;
		const socket = this.#first ?? (await connect(this.#policy, 'console'));
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
