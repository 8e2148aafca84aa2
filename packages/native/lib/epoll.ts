import { binding, type NativeEpoll } from './binding.ts';

/** The events of epoll_ctl(2) that the suite uses; the same numbers on every Linux. */
export const EPOLLIN = 0x001;
export const EPOLLOUT = 0x004;

/**
 * epoll(7) on Node's event loop, level-triggered: a descriptor is reported in every turn of the loop
 * as long as it is ready. One call from the loop into JavaScript serves all that are ready, which
 * makes a busy server nearly as fast as one in C. It keeps the process running until it is closed.
 */
export class Epoll {
	readonly #native: NativeEpoll;

	/**
	 * @param onReady - called for each ready descriptor with its events (EPOLLIN, EPOLLOUT; EPOLLERR
	 * and EPOLLHUP are always included). If an earlier call of the same turn closed a descriptor and
	 * its number is in use again, the call may be for the old one: expect EAGAIN.
	 * @throws EMFILE, ENFILE
	 */
	constructor(onReady: (fd: number, events: number) => void) {
		const ready = new Int32Array(2 * binding.Epoll.batch);
		this.#native = new binding.Epoll(ready, (count) => {
			for (let i = 0; i < 2 * count; i += 2) onReady(ready[i] as number, ready[i + 1] as number);
		});
	}

	/** Watches a descriptor for these events. @throws EEXIST, EBADF, EPERM (a regular file), ENOSPC */
	add(fd: number, events: number): void {
		this.#native.add(fd, events);
	}

	/** Watches it for other events from now on. @throws ENOENT */
	modify(fd: number, events: number): void {
		this.#native.modify(fd, events);
	}

	/** Stops watching it. Closing a descriptor does that by itself. @throws ENOENT, EBADF */
	delete(fd: number): void {
		this.#native.delete(fd);
	}

	/** Stops watching anything. The descriptors stay open; a second call does nothing. */
	close(): void {
		this.#native.close();
	}
}
