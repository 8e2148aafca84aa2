import { join } from 'node:path';
import type { Running } from '../../src/guest.ts';
import type { ScenarioGuest } from '../../src/scenario.ts';
import { shellWord } from '../../src/shell-word.ts';

/** Where npm has installed the programs in the guest. */
export const PACKAGES = '/usr/local/lib/node_modules/@peercon';

/** What runs in a program's place. */
const DRIVER = join(import.meta.dirname, 'driver.mjs');

/** How long to wait for what should come, and for what should not, in milliseconds. */
export const PATIENT = 60_000;
export const BRIEF = 1000;

/** A program that is told what to do, one thing at a time. */
export class Driver {
	readonly #guest: ScenarioGuest;
	readonly #commands: string;
	readonly #running: Running;
	#count = 0;

	private constructor(guest: ScenarioGuest, commands: string, running: Running) {
		this.#guest = guest;
		this.#commands = commands;
		this.#running = running;
	}

	/**
	 * Starts one in the place of a program.
	 *
	 * @param name - the program's, such as echo-client
	 * @param before - what stands before the command, such as `runcon -l s0:c1`
	 */
	static async start(guest: ScenarioGuest, name: string, before = ''): Promise<Driver> {
		const main = name === 'echo-client' ? 'client' : 'server';
		const bin = `${PACKAGES}/${name}/bin`;
		const path = `${bin}/driver.js`;
		const commands = `/tmp/${name}.commands`;
		await guest.bring(DRIVER, `${bin}/driver.mjs`);
		// The program's first line says how Node runs: the super-server's domain may write no machine code.
		await guest.must(
			`cd ${bin} && { head -1 ${name}.js; tail -n +2 driver.mjs; } > driver.js && chmod +x driver.js &&
			chcon --reference=${name}.js driver.js && touch ${commands}`,
		);
		const running = guest.start(`tail -n +1 -f ${commands} | ${before} ${path} ${main}`);
		const driver = new Driver(guest, commands, running);
		await driver.run('');
		return driver;
	}

	/**
	 * Runs code in the program.
	 *
	 * @param code - a function's body: `program` is what the package exports, `kept` an object
	 * @returns what it returns, or the code of the error that it throws
	 */
	async run(code: string): Promise<string> {
		const id = ++this.#count;
		const line = shellWord(JSON.stringify({ id, code }));
		await this.#guest.quietly(`echo ${line} >> ${this.#commands}`);
		const [, result = ''] = await this.#running.waitFor(new RegExp(`^${id}: (.*)\n`, 'm'));
		return result;
	}
}
