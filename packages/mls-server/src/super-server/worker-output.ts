import { Socket } from 'node:net';
import { printable } from '@peercon/context/foreign-text';

/** Limit on a line's characters; a longer one is cut into parts. */
const LONGEST_LINE = 4096;

/** Limit on characters of one worker that are logged in a second. */
const LOGGED_PER_SECOND = 65_536;

/** Limit on those that are read in a second, to be dropped; whoever writes still more waits. */
const READ_PER_SECOND = 2 ** 20;

const SECOND = 1000;

export interface OutputOptions {
	/** Limit on lines that are logged in a second: all levels share the log. */
	linesPerSecond: number;
	/**
	 * Called for each line, without its line feed; control and formatting characters are written out,
	 * so that a line can neither look like another one's nor move a terminal's cursor.
	 */
	onLine: (text: string) => void;
	/** Tells how many more lines were written, and dropped. */
	onDropped: (lines: number) => void;
}

/**
 * Reads what a worker writes, line by line.
 *
 * @param fd - a connected stream socket, which is closed in the end
 */
export function readOutput(fd: number, options: OutputOptions): void {
	const output = new Output(options);
	const socket = new Socket({ fd, allowHalfOpen: true });
	socket.setEncoding('utf8');
	socket.on('data', (text: string) => {
		const wait = output.take(text);
		if (wait === 0) return;
		socket.pause();
		setTimeout(() => socket.resume(), wait).unref();
	});
	socket.on('end', () => output.end());
	socket.on('error', () => {});
	// The worker's stdin is the other end.
	socket.end();
	socket.unref();
}

/** Lines in a second. */
class Output {
	readonly #options: OutputOptions;
	#rest = '';
	#secondBegan = performance.now();
	#read = 0;
	#lines = 0;
	#characters = 0;
	#dropped = 0;
	#telling: NodeJS.Timeout | undefined;

	constructor(options: OutputOptions) {
		this.#options = options;
	}

	/** @returns for how many milliseconds nothing more is to be read */
	take(text: string): number {
		const now = performance.now();
		if (now - this.#secondBegan >= SECOND) {
			this.#secondBegan = now;
			this.#read = this.#lines = this.#characters = 0;
			this.#tellDropped();
		}
		this.#read += text.length;
		const lines = (this.#rest + text).split('\n');
		this.#rest = lines.pop() as string;
		for (const line of lines) this.#line(line);
		for (; this.#rest.length > LONGEST_LINE; this.#rest = this.#rest.slice(LONGEST_LINE)) {
			this.#line(this.#rest.slice(0, LONGEST_LINE));
		}
		return this.#read < READ_PER_SECOND ? 0 : this.#secondBegan + SECOND - now;
	}

	/** There is no more. */
	end(): void {
		if (this.#rest !== '') this.#line(this.#rest);
		this.#tellDropped();
	}

	#line(line: string): void {
		for (let start = 0; start === 0 || start < line.length; start += LONGEST_LINE) {
			const part = line.slice(start, start + LONGEST_LINE);
			this.#lines++;
			this.#characters += part.length;
			const { linesPerSecond, onLine } = this.#options;
			if (this.#lines > linesPerSecond || this.#characters > LOGGED_PER_SECOND) this.#drop();
			else onLine(printable(part, '\t'));
		}
	}

	#drop(): void {
		this.#dropped++;
		this.#telling ??= setTimeout(() => this.#tellDropped(), SECOND).unref();
	}

	#tellDropped(): void {
		clearTimeout(this.#telling);
		this.#telling = undefined;
		if (this.#dropped > 0) this.#options.onDropped(this.#dropped);
		this.#dropped = 0;
	}
}
