import { EventEmitter, once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';

interface Answer {
	return?: unknown;
	error?: { class: string; desc: string };
	event?: string;
}

/** QEMU's machine protocol: one JSON object a line, one answer to each command. */
export class Qmp {
	readonly #stream: Duplex;
	readonly #answers = new EventEmitter();

	private constructor(stream: Duplex) {
		this.#stream = stream;
		const lines = createInterface({ input: stream });
		lines.on('line', (line) => {
			const answer: Answer = JSON.parse(line);
			if ('return' in answer || 'error' in answer) this.#answers.emit('answer', answer);
		});
		lines.on('error', () => {}); // QEMU has ended, which its machine tells
	}

	/** Begins the conversation on a stream whose other end is QEMU. */
	static async open(stream: Duplex): Promise<Qmp> {
		const qmp = new Qmp(stream);
		await qmp.execute('qmp_capabilities');
		return qmp;
	}

	/**
	 * Executes a command and waits for its answer. One at a time.
	 *
	 * @param command - its name, see QEMU's QMP reference
	 * @param args - its arguments
	 * @throws Error with QEMU's description if it refuses
	 */
	async execute(command: string, args: object = {}): Promise<unknown> {
		const answered = once(this.#answers, 'answer');
		this.#stream.write(`${JSON.stringify({ execute: command, arguments: args })}\n`);
		const [{ error, return: result }] = (await answered) as [Answer];
		if (error) throw new Error(`QEMU refuses ${command}: ${error.desc}`);
		return result;
	}
}
