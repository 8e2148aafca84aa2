import { sys } from '@peercon/native';

/** So many connections go into one message: the kernel passes 253 at most, unix(7). */
const SENT_AT_ONCE = 128;

/** An accepted connection, as long as the super-server has a descriptor of it. */
export interface Connection {
	fd: number;
	/** The peer's raw context; null if it has none. */
	peerContext: string | null;
	/** Whether a worker had it already, and died before it took it. */
	isRetried: boolean;
}

/**
 * Connections on their way to a worker. Each is the super-server's until the worker says that it has
 * it: a worker that dies, or from which the kernel keeps a descriptor, has taken nothing from others.
 */
export class Handover {
	readonly #sendDescriptors: (fds: number[]) => void;
	/** Not sent yet. */
	#waiting: Connection[] = [];
	/** Sent and not acknowledged yet, message by message, and since when. */
	readonly #sent: { connections: Connection[]; since: number }[] = [];
	#isSendingSoon = false;

	/** @param sendDescriptors - sends the worker one message with these */
	constructor(sendDescriptors: (fds: number[]) => void) {
		this.#sendDescriptors = sendDescriptors;
	}

	/** How many the worker has not taken yet. */
	get pending(): number {
		const sent = this.#sent.reduce((sum, { connections }) => sum + connections.length, 0);
		return this.#waiting.length + sent;
	}

	/** Since when a message has not been acknowledged, the oldest: performance.now(). */
	get waitingSince(): number | undefined {
		return this.#sent[0]?.since;
	}

	add(connection: Connection): void {
		this.#waiting.push(connection);
	}

	/** Sends them together with others that come in the same turn of the loop. */
	sendSoon(): void {
		if (this.#isSendingSoon) return;
		this.#isSendingSoon = true;
		queueMicrotask(() => this.send());
	}

	send(): void {
		this.#isSendingSoon = false;
		while (this.#waiting.length > 0) {
			const connections = this.#waiting.splice(0, SENT_AT_ONCE);
			this.#sent.push({ connections, since: performance.now() });
			this.#sendDescriptors(connections.map(({ fd }) => fd));
		}
	}

	/**
	 * Lets go of what the worker has taken.
	 *
	 * @param count - how many of the oldest message: the first ones
	 * @returns how many these were, and those that the kernel has kept from it, which are the
	 *   super-server's again
	 */
	acknowledge(count: number): { taken: number; withheld: Connection[] } {
		const withheld = this.#sent.shift()?.connections ?? [];
		const taken = withheld.splice(0, count);
		for (const { fd } of taken) sys.close(fd);
		return { taken: taken.length, withheld };
	}

	/** Gives those that the worker did not take: it is gone. */
	takeBack(): Connection[] {
		const sent = this.#sent.splice(0).flatMap(({ connections }) => connections);
		return [...sent, ...this.#waiting.splice(0)];
	}
}
