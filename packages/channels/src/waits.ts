import { constants } from 'node:os';
import { Waiter } from '@peercon/native';
import { isWaiting, tried } from './tries.ts';

const { EAGAIN, ECANCELED } = constants.errno;

/** Waits for what has no descriptor: `await waits.until(try it, or wait for it)`. */
export class Waits {
	readonly #waiter = new Waiter((result) => this.#settle(result));
	#resolve: ((result: number) => void) | undefined;
	#isClosed = false;

	/**
	 * Makes a call that may have to wait.
	 *
	 * @param attempt - makes it without waiting; returns a negative errno, EAGAIN if it would have to
	 * @param begin - makes it on the waiter's thread
	 * @returns what it returned; -ECANCELED if this was closed meanwhile
	 */
	until(attempt: () => number, begin: (waiter: Waiter) => void): number | Promise<number> {
		const result = tried(attempt);
		if (result !== -EAGAIN) return result;
		if (this.#isClosed) return -ECANCELED;
		return new Promise((resolve) => {
			this.#resolve = resolve;
			isWaiting(this, true);
			begin(this.#waiter);
		});
	}

	/** Waits for nothing any more. */
	close(): void {
		this.#isClosed = true;
		this.#waiter.close();
		this.#settle(-ECANCELED);
	}

	#settle(result: number): void {
		const resolve = this.#resolve;
		this.#resolve = undefined;
		isWaiting(this, false);
		resolve?.(result);
	}
}
