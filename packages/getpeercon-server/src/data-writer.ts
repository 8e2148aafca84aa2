import type { Writable } from 'node:stream';

/** Limit on bytes that wait for a slow reader, beside those of connections that wait themselves. */
const MOST_WAITING = 1 << 20;

/** After data that could not be written the next is tried so much later, in milliseconds. */
const RETRY_AFTER = 1000;

/**
 * What peers send, on its way to stdout, byte by byte. A connection waits for a slow reader; datagrams
 * are dropped. Where nobody can read any more (EPIPE, ENOSPC), both are. What is dropped is counted,
 * and the count is told, elsewhere than among the data, when something can be written again.
 */
export class DataWriter {
	readonly #stream: Writable;
	readonly #onDropped: (count: number) => void;
	#dropped = 0;
	#hasFailed = false;

	/**
	 * Takes a stream over. From now on its errors end nobody.
	 *
	 * @param stream - process.stdout, which can be written again after an error
	 * @param onDropped - told how many pieces were dropped
	 */
	constructor(stream: Writable, onDropped: (count: number) => void) {
		this.#stream = stream;
		this.#onDropped = onDropped;
		stream.removeAllListeners('error').on('error', () => {});
	}

	/** Writes data of a connection. Returns a promise if it is to wait: kept when there is room. */
	write(data: string | Uint8Array): Promise<void> | undefined {
		if (this.#hasFailed) {
			this.#dropped++;
			return undefined;
		}
		let hasRoom = true;
		const written = new Promise<void>((resolve) => {
			hasRoom = this.#stream.write(data, (error) => {
				if (error) this.#fail();
				else this.#tellDropped();
				resolve();
			});
		});
		return hasRoom ? undefined : written;
	}

	/** Writes a datagram, or drops it. */
	writeOrDrop(data: string | Uint8Array): void {
		if (this.#stream.writableLength > MOST_WAITING) this.#dropped++;
		else this.write(data);
	}

	#tellDropped(): void {
		if (this.#dropped > 0) this.#onDropped(this.#dropped);
		this.#dropped = 0;
	}

	#fail(): void {
		this.#dropped++;
		if (this.#hasFailed) return;
		this.#hasFailed = true;
		setTimeout(() => {
			this.#hasFailed = false;
		}, RETRY_AFTER).unref();
	}
}
