import { sys } from '@peercon/native';
import { Served } from './served.ts';

/** An accepted connection, as long as the super-server has a descriptor of it. */
export interface Connection {
	fd: number;
	/** The peer's raw context; null if it has none. */
	peerContext: string | null;
	/** Where it comes from: see sourceOf. */
	source: string;
	/** When it was accepted: performance.now(). */
	since: number;
	/** Whether a worker had it already, and died before it took it. */
	isRetried: boolean;
}

/** A connection under the number that its worker knows it by. */
interface Numbered {
	id: number;
	connection: Connection;
}

/**
 * Connections on their way to a worker. Each is the super-server's until the worker says that it has
 * it: a worker that dies, or from which the kernel keeps a descriptor, has taken nothing from others.
 */
export class Handover {
	readonly #inFlight: number;
	readonly #sendDescriptors: (ids: number[], fds: number[]) => void;
	/** Not sent yet. */
	#waiting: Numbered[] = [];
	/** Sent and not acknowledged yet, message by message, and since when. */
	readonly #sent: { numbered: Numbered[]; since: number }[] = [];
	/** All of them. */
	readonly #pending = new Served();
	#nextId = 0;
	#isSendingSoon = false;

	/**
	 * @param inFlight - limit on descriptors under way at once. As long as the worker leaves
	 * them in its channel, they count for all levels together.
	 * @param sendDescriptors - sends the worker one message with these
	 */
	constructor(inFlight: number, sendDescriptors: (ids: number[], fds: number[]) => void) {
		this.#inFlight = inFlight;
		this.#sendDescriptors = sendDescriptors;
	}

	/** How many the worker has not taken yet. */
	get pending(): number {
		return this.#pending.size;
	}

	/** How many of a source it has not taken yet. */
	pendingOf(source: string): number {
		return this.#pending.of(source);
	}

	/** Since when a message has not been acknowledged, the oldest: performance.now(). */
	get waitingSince(): number | undefined {
		return this.#sent[0]?.since;
	}

	add(connection: Connection): void {
		const id = this.#nextId++;
		this.#waiting.push({ id, connection });
		this.#pending.add(id, connection.source);
	}

	/** Sends them together with others that come in the same turn of the loop. */
	sendSoon(): void {
		if (this.#isSendingSoon) return;
		this.#isSendingSoon = true;
		queueMicrotask(() => this.send());
	}

	/** Sends as many as may be under way. */
	send(): void {
		this.#isSendingSoon = false;
		const underWay = this.#sent.reduce((sum, { numbered }) => sum + numbered.length, 0);
		const numbered = this.#waiting.splice(0, this.#inFlight - underWay);
		if (numbered.length === 0) return;
		this.#sent.push({ numbered, since: performance.now() });
		const ids = numbered.map(({ id }) => id);
		const fds = numbered.map(({ connection }) => connection.fd);
		this.#sendDescriptors(ids, fds);
	}

	/** What was sent has got no further until now, and that was not for the worker's sake. */
	restartClock(): void {
		for (const message of this.#sent) message.since = performance.now();
	}

	/**
	 * Lets go of what the worker has taken.
	 *
	 * @param count - how many of the oldest message: the first ones
	 * @returns these, and those that the kernel has kept from it, which are the super-server's again;
	 * undefined if there is no such message, or not with that many
	 */
	acknowledge(count: number): { taken: Numbered[]; withheld: Connection[] } | undefined {
		const message = this.#sent[0];
		if (message === undefined || count > message.numbered.length) return undefined;
		this.#sent.shift();
		for (const { id } of message.numbered) this.#pending.delete(id);
		const taken = message.numbered.slice(0, count);
		for (const { connection } of taken) sys.close(connection.fd);
		return { taken, withheld: message.numbered.slice(count).map(({ connection }) => connection) };
	}

	/** Gives those that were accepted before a time, and were not sent yet. */
	takeBackOlder(time: number): Connection[] {
		const isOld = ({ connection }: Numbered) => connection.since < time;
		const old = this.#waiting.filter(isOld);
		this.#waiting = this.#waiting.filter((numbered) => !isOld(numbered));
		return this.#forget(old);
	}

	/** Gives those that the worker did not take: it is gone. */
	takeBack(): Connection[] {
		const sent = this.#sent.splice(0).flatMap(({ numbered }) => numbered);
		return this.#forget([...sent, ...this.#waiting.splice(0)]);
	}

	#forget(numbered: Numbered[]): Connection[] {
		for (const { id } of numbered) this.#pending.delete(id);
		return numbered.map(({ connection }) => connection);
	}
}
