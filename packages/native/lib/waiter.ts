import { binding, type NativeWaiter } from './binding.ts';
import type { Semaphore } from './posix.ts';

/**
 * A thread that waits for what {@link Epoll} cannot watch: a semaphore, a System V message queue, a
 * lock. The event loop goes on meanwhile. It makes one call at a time, and keeps the process running
 * as long as that takes.
 */
export class Waiter {
	readonly #native: NativeWaiter;

	/**
	 * @param onDone - called when the call has ended, with what it returned: the message's length for
	 * `msgrcv`, 0 for the others, or a negative errno (EIDRM if what it waited for was removed)
	 * @throws EAGAIN if there may be no further thread (RLIMIT_NPROC)
	 */
	constructor(onDone: (result: number) => void) {
		this.#native = new binding.Waiter(onDone);
	}

	/** Waits until the operations are possible, and makes them. @throws EBUSY @see semop(2) */
	semop(id: number, operations: number[] | Int16Array): void {
		this.#native.semop(id, operations);
	}

	/**
	 * Waits for a message, of at most 8192 bytes, as `sysv.msgrcv`. If the buffer's memory was moved away
	 * meanwhile, the message is lost and the result EFAULT.
	 *
	 * @throws EBUSY
	 * @see msgrcv(2)
	 */
	msgrcv(id: number, type: number, buffer: Uint8Array): void {
		this.#native.msgrcv(id, type, buffer);
	}

	/**
	 * Waits until the semaphore is above 0, and takes one. It may be closed meanwhile. The thread looks
	 * again and again, at least every 5 ms, as sem_wait(3) itself would end the process if somebody cut the semaphore's file
	 * shorter; here that is EFAULT.
	 *
	 * @throws EBUSY, EBADF
	 * @see sem_trywait(3)
	 */
	sem_wait(semaphore: Semaphore): void {
		this.#native.sem_wait(semaphore.native);
	}

	/** Waits for a file's lock; the descriptor must stay open. @throws EBUSY @see flock(2) */
	flock(fd: number): void {
		this.#native.flock(fd);
	}

	/** Gives up waiting and ends the thread; `onDone` is not called any more. A second call does nothing. */
	close(): void {
		this.#native.close();
	}
}
