import { NO_CONTEXT, type Peer } from '@peercon/endpoint';

/**
 * The last byte of every answer by datagram, and of none that is answered: NUL, which no context and
 * no line of text has in it. So no answer is taken for a question, whatever it says, neither by
 * another server of this kind nor when an echo server sends it back.
 */
const END_OF_ANSWER = 0;

/**
 * The answer to 'who am I to you?', by datagram.
 *
 * @param peer - who asked
 * @returns its context and a line feed, as over a connection, and a NUL
 */
export function datagramAnswer({ context }: Peer): Buffer {
	return Buffer.from(`${context ?? NO_CONTEXT}\n\0`);
}

/** Whether a datagram is itself such an answer. */
export function isDatagramAnswer(data: Buffer): boolean {
	return data.at(-1) === END_OF_ANSWER;
}

/** How many answers an address gets in a second. A person asks less often; a loop is held to it. */
const ANSWERS_PER_SECOND = 10;

/** How many addresses are answered in a second: those of forged datagrams must not fill memory. */
const ADDRESSES_PER_SECOND = 1000;

/** How many answers each address has had in the current second. */
export class AnswerRate {
	readonly #answers = new Map<string, number>();
	#second = 0;

	/**
	 * Asks for one answer.
	 *
	 * @param address - whom to
	 * @param now - performance.now()
	 * @returns whether it may be given
	 */
	take(address: string, now: number): boolean {
		const second = Math.floor(now / 1000);
		if (second !== this.#second) this.#answers.clear();
		this.#second = second;
		const given = this.#answers.get(address) ?? 0;
		const isFull = given === 0 && this.#answers.size >= ADDRESSES_PER_SECOND;
		if (given >= ANSWERS_PER_SECOND || isFull) return false;
		this.#answers.set(address, given + 1);
		return true;
	}
}
