import { Epoll } from '@peercon/native';
import { isWaiting } from './tries.ts';

/** Reports a descriptor once, until it is asked for again: epoll_ctl(2), EPOLLONESHOT. */
const EPOLLONESHOT = 1 << 30;

/** Waits for descriptors, one call at a time for each: `await poller.ready(fd, EPOLLIN)`. */
export class Poller {
	readonly #waiting = new Map<number, (isReady: boolean) => void>();
	readonly #known = new Set<number>();
	readonly #epoll = new Epoll((fd) => this.#settle(fd, true));

	/**
	 * Waits until a descriptor is ready.
	 *
	 * @param fd - a pipe's, a socket's, a POSIX message queue's ...
	 * @param events - EPOLLIN or EPOLLOUT
	 * @returns false if the poller was closed meanwhile
	 */
	ready(fd: number, events: number): Promise<boolean> {
		if (this.#known.has(fd)) this.#epoll.modify(fd, events | EPOLLONESHOT);
		else this.#epoll.add(fd, events | EPOLLONESHOT);
		this.#known.add(fd);
		isWaiting(this, true);
		return new Promise((resolve) => this.#waiting.set(fd, resolve));
	}

	/** Forgets a descriptor that is about to be closed. */
	forget(fd: number): void {
		if (this.#known.delete(fd)) this.#epoll.delete(fd);
		this.#settle(fd, false);
	}

	/** Waits for nothing any more. */
	close(): void {
		this.#epoll.close();
		isWaiting(this, false);
		for (const fd of [...this.#waiting.keys()]) this.#settle(fd, false);
	}

	#settle(fd: number, isReady: boolean): void {
		isWaiting(this, false);
		const resolve = this.#waiting.get(fd);
		this.#waiting.delete(fd);
		resolve?.(isReady);
	}
}
