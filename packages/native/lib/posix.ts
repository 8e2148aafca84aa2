import { binding, type NativeSemaphore } from './binding.ts';

// POSIX shared memory, semaphores and message queues: shm_overview(7), sem_overview(7),
// mq_overview(7). All are files with a name that begins with a slash and has no other; the first two
// lie in /dev/shm. `flags` are those of open(2), `constants` of node:fs; modes lose the umask's bits.
// Descriptors are closed on exec.

/**
 * Opens or makes shared memory: a file, which {@link Memory.mmap} maps once ftruncate has given it a
 * length.
 *
 * @returns its descriptor
 * @throws ENOENT, EEXIST; EACCES if its mode or the permissions of class `file` forbid it
 * @see shm_open(3)
 */
export const shm_open: (name: string, flags: number, mode: number) => number = binding.shm_open;

/** Removes the name of shared memory. @throws ENOENT, EACCES @see shm_unlink(3) */
export const shm_unlink: (name: string) => void = binding.shm_unlink;

/**
 * Opens or makes a message queue. Its descriptor does not block; {@link Epoll} can watch it.
 *
 * @param maxmsg - how many messages a new one takes, and
 * @param msgsize - how many bytes each may have; fs.mqueue.msg_max and msgsize_max limit both
 * @returns its descriptor
 * @throws ENOENT, EEXIST, EINVAL for an attribute above its limit, EACCES
 * @see mq_open(3)
 */
export const mq_open: (
	name: string,
	flags: number,
	mode: number,
	maxmsg: number,
	msgsize: number,
) => number = binding.mq_open;

/** How many bytes a message of this queue may have: so many the buffer of {@link mq_receive} needs. */
export const mq_msgsize: (queue: number) => number = binding.mq_msgsize;

/**
 * Puts a message into a queue.
 *
 * @returns 0, or a negative errno: EAGAIN if it is full, EMSGSIZE if the message is too long
 * @see mq_send(3)
 */
export const mq_send: (queue: number, bytes: Uint8Array) => number = binding.mq_send;

/**
 * Takes the oldest message out of a queue.
 *
 * @param buffer - as long as {@link mq_msgsize} says
 * @returns its length in bytes, or a negative errno: EAGAIN if there is none
 * @see mq_receive(3)
 */
export const mq_receive: (queue: number, buffer: Uint8Array) => number = binding.mq_receive;

/** Removes the name of a queue. @throws ENOENT, EACCES @see mq_unlink(3) */
export const mq_unlink: (name: string) => void = binding.mq_unlink;

/** Removes the name of a semaphore. @throws ENOENT, EACCES @see sem_unlink(3) */
export const sem_unlink: (name: string) => void = binding.sem_unlink;

/**
 * A semaphore with a name: the file /dev/shm/sem.NAME, which its users have mapped. Where it has been
 * cut shorter by somebody, the calls return EFAULT.
 */
export class Semaphore {
	/** For {@link Waiter.sem_wait}. */
	readonly native: NativeSemaphore;

	/**
	 * Opens or makes one.
	 *
	 * @param name - begins with a slash
	 * @param flags - 0, or O_CREAT, perhaps with O_EXCL
	 * @param mode - of a new one
	 * @param value - of a new one
	 * @throws ENOENT, EEXIST, EACCES
	 * @see sem_open(3)
	 */
	constructor(name: string, flags: number, mode = 0, value = 0) {
		this.native = new binding.Semaphore(name, flags, mode, value);
	}

	/** Adds one. @returns 0, or a negative errno @see sem_post(3) */
	post(): number {
		return this.native.post();
	}

	/** Takes one, if there is one. @returns 0, or a negative errno: EAGAIN @see sem_trywait(3) */
	trywait(): number {
		return this.native.trywait();
	}

	/** Gives it back, once nobody waits for it. A second call does nothing. @see sem_close(3) */
	close(): void {
		this.native.close();
	}
}
