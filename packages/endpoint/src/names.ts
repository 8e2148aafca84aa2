import { connect } from 'node:net';
import { endianness } from 'node:os';

/** Where mcstransd(8) listens. */
const MCSTRANSD = '/run/setrans/.setrans-unix';

/** What it is asked. */
const RAW_TO_TRANS_CONTEXT = 2;
const TRANS_TO_RAW_CONTEXT = 3;

/** Function, length and return value, before the text: 32 bits each, in the host's order. */
const HEADER = 12;
const LONGEST_TEXT = 4096;

/** It has so long to answer, in milliseconds; if it does not, it is left alone for a while. */
const PATIENCE = 1000;
const LEFT_ALONE = 10_000;

/** Limit on names that are remembered, and for how many milliseconds: they change with its settings. */
const MOST_REMEMBERED = 1024;
const REMEMBERED = 60_000;

/** What a question came to. */
type Answer = string | undefined;

/**
 * Security contexts in the form that people read, such as SystemLow for s0. libselinux asks mcstransd
 * for it and waits, for ever if need be, and everything else on the event loop with it. Here the same
 * question is asked beside the loop, and whoever gets no answer in time has the raw context. Only
 * what people read is translated: to compare, there are raw contexts.
 *
 * @see libselinux: src/setrans_client.c; mcstrans: src/mcstransd.c
 */
export class Names {
	readonly #path: string;
	readonly #known = new Map<string, { name: string; until: number }>();
	readonly #asked = new Map<string, Promise<string>>();
	#silentUntil = 0;

	/** @param path - where mcstransd listens */
	constructor(path = MCSTRANSD) {
		this.#path = path;
	}

	/** The name of a raw context, if it is known already. */
	known(raw: string): string | undefined {
		const found = this.#known.get(raw);
		return found && found.until > performance.now() ? found.name : undefined;
	}

	/** The name of a raw context; the raw context itself if there is none, or no answer in a second. */
	async of(raw: string): Promise<string> {
		const known = this.known(raw);
		if (known !== undefined) return known;
		const asked = this.#asked.get(raw) ?? this.#look(raw);
		this.#asked.set(raw, asked);
		return asked;
	}

	/** The raw context that a name stands for; the name itself if mcstransd knows none. */
	async rawOf(name: string): Promise<string> {
		return (await this.#ask(TRANS_TO_RAW_CONTEXT, name)) ?? name;
	}

	async #look(raw: string): Promise<string> {
		const name = (await this.#ask(RAW_TO_TRANS_CONTEXT, raw)) ?? raw;
		this.#asked.delete(raw);
		// Oldest first, for the place of a new one.
		this.#known.delete(raw);
		const [oldest] = this.#known.keys();
		if (this.#known.size === MOST_REMEMBERED) this.#known.delete(oldest as string);
		this.#known.set(raw, { name, until: performance.now() + REMEMBERED });
		return name;
	}

	#ask(question: number, text: string): Promise<Answer> {
		if (performance.now() < this.#silentUntil) return Promise.resolve(undefined);
		return new Promise((resolve) => {
			let received = Buffer.alloc(0);
			const socket = connect(this.#path);
			const end = (answer: Answer) => {
				clearTimeout(timer);
				socket.destroy();
				resolve(answer);
			};
			const timer = setTimeout(() => {
				this.#silentUntil = performance.now() + LEFT_ALONE;
				end(undefined);
			}, PATIENCE);
			socket.write(request(question, text));
			socket.on('data', (data) => {
				received = Buffer.concat([received, data]);
				if (isComplete(received)) end(answerIn(received, question));
			});
			// Most hosts run no mcstransd.
			socket.on('error', () => end(undefined));
			socket.on('close', () => end(undefined));
		});
	}
}

const isLittle = endianness() === 'LE';

function numberAt(buffer: Buffer, offset: number): number {
	return isLittle ? buffer.readUInt32LE(offset) : buffer.readUInt32BE(offset);
}

/** The question, the lengths of two texts with their NULs, and the texts: the second one is empty. */
function request(question: number, text: string): Buffer {
	const data = Buffer.from(`${text}\0\0`);
	const header = Buffer.alloc(HEADER);
	for (const [i, value] of [question, data.length - 1, 1].entries()) {
		if (isLittle) header.writeUInt32LE(value, 4 * i);
		else header.writeUInt32BE(value, 4 * i);
	}
	return Buffer.concat([header, data]);
}

/** Also for what can be no answer, so that nobody waits for the rest of it. */
function isComplete(received: Buffer): boolean {
	if (received.length < HEADER) return false;
	const length = numberAt(received, 4);
	return length > LONGEST_TEXT || received.length >= HEADER + length;
}

function answerIn(received: Buffer, question: number): Answer {
	const length = numberAt(received, 4);
	const isAnswer = numberAt(received, 0) === question && numberAt(received, 8) === 0;
	if (!isAnswer || length < 2 || length > LONGEST_TEXT) return undefined;
	return received.toString('utf8', HEADER, HEADER + length - 1);
}
