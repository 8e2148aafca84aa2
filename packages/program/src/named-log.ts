import type { Names } from '@peercon/endpoint';
import type { LogWriter } from './log-writer.ts';

/** Limit on lines that wait for the names of their contexts. */
const MOST_WAITING = 1000;

/** A line that is written once the names of its contexts are known. */
interface Line {
	contexts: string[];
	text: (name: (raw: string) => string) => string | null;
}

/**
 * A log whose lines name security contexts as people read them. The lines keep their order; when
 * names are long in coming, a limited number waits, and further ones are dropped and counted.
 */
export class NamedLog {
	readonly #writer: LogWriter;
	readonly #names: Names;
	readonly #waiting: Line[] = [];

	constructor(writer: LogWriter, names: Names) {
		this.#writer = writer;
		this.#names = names;
	}

	/**
	 * Writes a line.
	 *
	 * @param contexts - the raw contexts whose names it has
	 * @param text - gives the line with its line feed; it is told the names. Null is for what it has
	 * told elsewhere by then
	 */
	write(contexts: string[], text: Line['text']): void {
		if (this.#waiting.length >= MOST_WAITING) {
			this.#writer.drop(1);
			return;
		}
		this.#waiting.push({ contexts, text });
		// Most names are known: their lines are written before anything else happens.
		if (this.#waiting.length === 1) this.#writeKnown();
	}

	#writeKnown(): void {
		for (let line = this.#waiting[0]; line; line = this.#waiting[0]) {
			const known = new Map(line.contexts.map((raw) => [raw, this.#names.known(raw)]));
			if ([...known.values()].includes(undefined)) {
				this.#lookUp(line);
				return;
			}
			this.#write(line, known);
		}
	}

	async #lookUp(line: Line): Promise<void> {
		const names = await Promise.all(line.contexts.map((raw) => this.#names.of(raw)));
		this.#write(line, new Map(line.contexts.map((raw, i) => [raw, names[i]])));
		this.#writeKnown();
	}

	#write({ text }: Line, names: Map<string, string | undefined>): void {
		this.#waiting.shift();
		const line = text((raw) => names.get(raw) ?? raw);
		if (line !== null) this.#writer.write(line);
	}
}
