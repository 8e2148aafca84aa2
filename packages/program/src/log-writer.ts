import type { Writable } from 'node:stream';

/** Limit on bytes that wait for a slow reader. */
const MOST_WAITING = 1 << 20;

/** After a line that could not be written the next one is tried so much later, in milliseconds. */
const RETRY_AFTER = 1000;

/**
 * The log of a service, which goes on whatever becomes of its log: a reader that does not read, or
 * has left (EPIPE), a disk that is full (ENOSPC). Lines that cannot be written are dropped and
 * counted, and the count is told in their place as soon as it can be.
 */
export class LogWriter {
	readonly #stream: Writable;
	readonly #droppedLine: (count: number) => string;
	#dropped = 0;
	#hasFailed = false;

	/**
	 * Takes a stream over. From now on its errors end nobody.
	 *
	 * @param stream - process.stdout or process.stderr: these can be written again after an error
	 * @param droppedLine - the line that tells how many were dropped, with its line feed
	 */
	constructor(stream: Writable, droppedLine: (count: number) => string) {
		this.#stream = stream;
		this.#droppedLine = droppedLine;
		// Each failed write tells by its callback.
		stream.removeAllListeners('error').on('error', () => {});
		stream.on('drain', () => this.#tellDropped());
	}

	/** Writes a line, which has its line feed; or drops it. */
	write(line: string): void {
		if (this.#hasFailed || this.#stream.writableLength > MOST_WAITING) {
			this.drop(1);
			return;
		}
		this.#tellDropped();
		this.#send(line, 1);
	}

	/** Counts lines that somebody else has dropped. */
	drop(count: number): void {
		this.#dropped += count;
	}

	#tellDropped(): void {
		if (this.#dropped === 0 || this.#hasFailed) return;
		const count = this.#dropped;
		this.#dropped = 0;
		this.#send(this.#droppedLine(count), count);
	}

	/** @param lines - how many are lost with this text */
	#send(text: string, lines: number): void {
		this.#stream.write(text, (error) => {
			if (!error) return;
			this.drop(lines);
			if (this.#hasFailed) return;
			this.#hasFailed = true;
			setTimeout(() => {
				this.#hasFailed = false;
				this.#tellDropped();
			}, RETRY_AFTER).unref();
		});
	}
}
