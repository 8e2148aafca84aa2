import { Console } from './console.ts';
import { consoleDevice, type Machine } from './machine.ts';

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
		this.#free = machine.consoles.map(
			(stream, i) => new Console(consoleDevice(i), stream, lost, machine.isResumed),
		);
	}

	/** Waits until root is logged in everywhere, in a guest that is to be saved. */
	async ready(): Promise<void> {
		await Promise.all(this.#free.map((console) => console.wake()));
	}

	async take(): Promise<Console> {
		const console = this.#free.shift() ?? (await this.#given());
		await console.wake();
		return console;
	}

	give(console: Console): void {
		const next = this.#waiting.shift();
		if (next) next(console);
		else this.#free.push(console);
	}

	#given(): Promise<Console> {
		return new Promise((resolve) => this.#waiting.push(resolve));
	}
}
