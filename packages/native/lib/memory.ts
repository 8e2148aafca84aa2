import { binding, type NativeMemory } from './binding.ts';

/**
 * Memory that is shared with other processes. Bytes are copied in and out: an array over the memory
 * itself would end the process (SIGSEGV, SIGBUS) when it is read after the memory was unmapped, or
 * after somebody has cut the file behind it shorter. Here that is an error.
 */
export class Memory {
	readonly #native: NativeMemory;

	private constructor(native: NativeMemory) {
		this.#native = native;
	}

	/**
	 * Attaches a System V segment, to be read and written.
	 *
	 * @param id - what `sysv.shmget` gave
	 * @throws EACCES if its mode or `shm { read write }` forbids it; EIDRM, EINVAL if it is gone
	 * @see shmat(2)
	 */
	static shmat(id: number): Memory {
		return new Memory(new binding.Memory('shmat', id));
	}

	/**
	 * Maps a file from its start, to be read and written. The descriptor may be closed after that.
	 *
	 * @param fd - a file that is open for reading and writing
	 * @param length - how many bytes; the file should have as many (ftruncate)
	 * @throws EACCES if `file { map }` is denied, or it is not open for both; ENODEV for what is no file
	 * @see mmap(2), MAP_SHARED
	 */
	static mmap(fd: number, length: number): Memory {
		return new Memory(new binding.Memory('mmap', fd, length));
	}

	/** How many bytes there are; 0 once it is closed. */
	get length(): number {
		return this.#native.length();
	}

	/**
	 * Copies bytes out of it, as many as the buffer takes.
	 *
	 * @param offset - where they begin, in bytes
	 * @returns their number, or a negative errno: EFAULT if the file has become too short, EBADF if it
	 * is closed
	 * @throws RangeError if the bytes do not lie in it
	 */
	read(offset: number, buffer: Uint8Array): number {
		return this.#native.read(offset, buffer);
	}

	/**
	 * Copies bytes into it.
	 *
	 * @param offset - where they are to begin, in bytes
	 * @returns as {@link read}
	 * @throws RangeError if the bytes do not fit into it
	 */
	write(offset: number, bytes: Uint8Array): number {
		return this.#native.write(offset, bytes);
	}

	/** Gives it back. A second call does nothing. @see shmdt(2), munmap(2) */
	close(): void {
		this.#native.close();
	}
}
