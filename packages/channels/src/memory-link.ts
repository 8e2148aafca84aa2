import type { Area } from './area.ts';
import type { Link } from './link.ts';

/** Tells the other side of an area that there is a message, and waits for that. */
export interface Signals {
	/** Says that a message is there. @throws a system error */
	post(): void;
	/** Waits until the other side has said so. @returns false if it ends */
	wait(): Promise<boolean>;
	close(): void;
}

/**
 * A link over two areas of shared memory. Memory has no peer: who else has it, and whose bytes they
 * are, nobody tells. At most it is known who was given it.
 */
export class MemoryLink implements Link {
	readonly peer: string | null;
	readonly limit: number;
	readonly isForMany: boolean;
	readonly #outgoing: Area;
	readonly #incoming: Area;
	readonly #signals: Signals;
	readonly #isServer: boolean;
	#number: number;

	/**
	 * @param role - a client numbers its messages, the server answers under the same number
	 * @param limit - limit on a message's bytes
	 * @param peer - the context of who was given the memory, null where that is not known; left out if it
	 * is memory that anybody finds by its name
	 */
	constructor(
		role: 'server' | 'client',
		areas: { outgoing: Area; incoming: Area },
		signals: Signals,
		limit: number,
		peer?: string | null,
	) {
		this.peer = peer ?? null;
		this.#isServer = role === 'server';
		this.isForMany = this.#isServer && peer === undefined;
		this.#outgoing = areas.outgoing;
		this.#incoming = areas.incoming;
		this.#signals = signals;
		this.limit = limit;
		// No client takes the answer to another one's message for its own.
		this.#number = (Math.random() * 2 ** 32) >>> 0;
	}

	async send(message: Uint8Array): Promise<void> {
		if (!this.#isServer) this.#number = (this.#number + 1) >>> 0;
		this.#outgoing.write(this.#number, message);
		this.#signals.post();
	}

	async receive(): Promise<Buffer | null> {
		while (await this.#signals.wait()) {
			const { number, message } = this.#incoming.read();
			if (this.#isServer) this.#number = number;
			if (number === this.#number) return message;
			// An answer to a client that has died.
		}
		return null;
	}

	close(): void {
		this.#signals.close();
		this.#outgoing.close();
		this.#incoming.close();
	}
}
