import { constants } from 'node:os';
import { type Memory, systemError } from '@peercon/native';

const { EFAULT, EMSGSIZE } = constants.errno;

/** A message's number and its length, each 4 bytes in the host's order. */
const HEADER = 8;

/**
 * Room for one message in shared memory: its number, its length, its bytes. Who has it sees everything
 * in it, also half a message; whose turn it is, semaphores or eventfds say.
 */
export class Area {
	readonly #memory: Memory;
	readonly #header = Buffer.alloc(HEADER);
	readonly #buffer: Buffer;

	/** How many bytes of shared memory it takes for messages of this length. */
	static size(longest: number): number {
		return HEADER + longest;
	}

	constructor(memory: Memory) {
		this.#memory = memory;
		this.#buffer = Buffer.allocUnsafeSlow(memory.length - HEADER);
	}

	/**
	 * Writes a message.
	 *
	 * @param number - which one it is, 32 bits
	 * @throws EFAULT if somebody has cut the memory shorter
	 */
	write(number: number, message: Uint8Array): void {
		this.#header.writeUInt32LE(number, 0);
		this.#header.writeUInt32LE(message.length, 4);
		check(this.#memory.write(HEADER, message));
		// Last: who reads a number has the bytes that belong to it.
		check(this.#memory.write(0, this.#header));
	}

	/**
	 * Reads a message.
	 *
	 * @returns its number and its bytes, which stay until the next call
	 * @throws EFAULT; EMSGSIZE if what is there cannot be a message
	 */
	read(): { number: number; message: Buffer } {
		check(this.#memory.read(0, this.#header));
		const length = this.#header.readUInt32LE(4);
		// The other side may have written anything.
		if (length > this.#buffer.length) throw systemError(EMSGSIZE, 'read', 'shared memory');
		const message = this.#buffer.subarray(0, length);
		check(this.#memory.read(HEADER, message));
		return { number: this.#header.readUInt32LE(0), message };
	}

	close(): void {
		this.#memory.close();
	}
}

function check(result: number): void {
	if (result === -EFAULT) {
		throw systemError(EFAULT, 'memcpy', 'shared memory, which somebody has cut shorter');
	}
	if (result < 0) throw systemError(result, 'memcpy', 'shared memory');
}
