import { once } from 'node:events';
import type { Socket } from 'node:net';
import { Console } from './console.ts';
import { GuestLostError } from './errors.ts';
import { connect } from './keeper.ts';
import type { Policy } from './policies.ts';
import { say } from './report.ts';
import { resumeGuest } from './resume.ts';
import type { Terminals } from './terminals.ts';

/** A guest to work with, and how to leave it. */
export interface Attached {
	terminals: Terminals;
	/** Ends the guest if it is one's own; a guest that is up stays so. */
	leave(): Promise<void>;
}

/**
 * Gives the guest that is up. If none is, it resumes one for this command alone.
 *
 * @param policy - which guest
 */
export async function attach(policy: Policy): Promise<Attached> {
	const up = await attachToUp(policy);
	if (up) return up;
	say("no guest is up: this one ends with the command ('npx lab up' keeps one)");
	const { machine, terminals } = await resumeGuest(policy);
	return { terminals, leave: () => machine.kill() };
}

/** Gives the guest that is up, or null. */
export async function attachToUp(policy: Policy): Promise<Attached | null> {
	const first = await connect(policy);
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
		const socket = this.#first ?? (await connect(this.#policy));
		this.#first = null;
		if (!socket) throw gone();
		this.#sockets.add(socket);
		const device = await firstLine(socket);
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
		"the guest is lost: it was taken down, or QEMU ended. 'npx lab up' starts one",
	);
}

/** Reads up to the first line feed and not a byte more. */
async function firstLine(socket: Socket): Promise<string> {
	for (let line = ''; ; ) {
		const character: Buffer | null = socket.read(1);
		if (character === null) {
			await Promise.race([
				once(socket, 'readable'),
				once(socket, 'close').then(() => Promise.reject(gone())),
			]);
		} else if (character.toString() === '\n') {
			return line;
		} else {
			line += character;
		}
	}
}
