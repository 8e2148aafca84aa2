import { constants, openSync, writeSync } from 'node:fs';

const { O_APPEND, O_CREAT, O_NONBLOCK, O_WRONLY } = constants;

/**
 * A file that output is copied to. Neither opening nor writing it waits for anybody, also if it is a
 * FIFO. What cannot be written (a full disk, a reader of a FIFO that is slow or has left) is dropped
 * and counted, and the count is told in its place as soon as it can be.
 */
export class LogFile {
	readonly #fd: number;
	readonly #droppedLine: (count: number) => string;
	#dropped = 0;

	/**
	 * @param path - the file to append to
	 * @param droppedLine - the line that tells how many were dropped, with its line feed
	 * @throws a system error if it cannot be opened: ENXIO for a FIFO that nobody reads
	 */
	constructor(path: string, droppedLine: (count: number) => string) {
		this.#fd = openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK, 0o666);
		this.#droppedLine = droppedLine;
	}

	/** Appends something, or drops it. */
	write(data: string | Uint8Array): void {
		if (this.#dropped > 0 && this.#put(this.#droppedLine(this.#dropped))) this.#dropped = 0;
		if (this.#dropped > 0 || !this.#put(data)) this.#dropped++;
	}

	/** Also false for what went in in part: the rest of it is lost. */
	#put(data: string | Uint8Array): boolean {
		const bytes = Buffer.from(data);
		try {
			return writeSync(this.#fd, bytes) === bytes.length;
		} catch {
			return false;
		}
	}
}
