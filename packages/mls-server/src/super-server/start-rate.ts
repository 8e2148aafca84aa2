/**
 * How many workers are started: `perSecond` at most, and as many at once after a quiet second. To
 * start one takes a processor longer than anything else that a peer can cause here.
 */
export class StartRate {
	readonly #perSecond: number;
	#allowed: number;
	#at: number;

	/**
	 * @param perSecond - starts a second
	 * @param now - performance.now(), as for take()
	 */
	constructor(perSecond: number, now: number) {
		this.#perSecond = perSecond;
		this.#allowed = perSecond;
		this.#at = now;
	}

	/**
	 * Asks for one start.
	 *
	 * @returns 0 if it may be now, else after how many milliseconds to ask again
	 */
	take(now: number): number {
		const earned = ((now - this.#at) / 1000) * this.#perSecond;
		this.#allowed = Math.min(this.#perSecond, this.#allowed + earned);
		this.#at = now;
		if (this.#allowed < 1) return Math.ceil(((1 - this.#allowed) / this.#perSecond) * 1000);
		this.#allowed--;
		return 0;
	}
}
