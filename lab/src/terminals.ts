import { Console } from './console.ts';
import type { Machine } from './machine.ts';
import { consoleDevice } from './qemu-args.ts';

/** Where a guest's consoles come from. */
export interface Terminals {
	/** A console at whose shell nothing runs; for this caller alone until it is given back. */
	take(): Promise<Console>;
	give(console: Console): void;
}

/** The consoles of a machine that this process runs. */
export class MachineTerminals implements Terminals {
	readonly #free: Console[];
	readonly #waiting: ((console: Console) => void)[] = [];

	constructor(machine: Machine) {
		const lost = () => machine.ended.then(() => machine.lost());
		this.#free = machine.consoles.map((stream, i) => new Console(consoleDevice(i), stream, lost));
	}

	/** Waits until every shell has started, in a guest that boots. */
	async ready(): Promise<void> {
		await Promise.all(this.#free.map((console) => console.ready()));
	}

	async take(): Promise<Console> {
		return this.#free.shift() ?? new Promise((resolve) => this.#waiting.push(resolve));
	}

	give(console: Console): void {
		const next = this.#waiting.shift();
		if (next) next(console);
		else this.#free.push(console);
	}
}
