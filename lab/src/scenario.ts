import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite, type Test } from 'uvu';
import * as assert from 'uvu/assert';
import {
	AWAIT_LOG,
	type Denial,
	type DenialPattern,
	denialText,
	isContext,
	matches,
	parseDenials,
	READ_LOG,
} from './denials.ts';
import { documented } from './documented.ts';
import type { KernelName } from './engines/engine.ts';
import { GuestLostError } from './errors.ts';
import { Guest, type Running, type RunOptions } from './guest.ts';
import type { Switch } from './image/switches.ts';
import type { Variant } from './policies.ts';
import { shellWord } from './shell-word.ts';
import { type OwnGuest, type StartOptions, startGuest } from './start.ts';

/** A limit for what hangs, in seconds. The kernel's records come after the fact, but at once. */
const HANG = 60;

/** What a scenario's steps do with their guest. Everything done and seen is kept for the report. */
export class ScenarioGuest extends Guest {
	readonly #shown: { command: string; running: Running }[] = [];
	/** The processes that {@link expectNoDenials} waits for. */
	readonly #markers = new Set<string | undefined>();
	/** The permissions that can be switched off, with the variant `switched`. */
	readonly switches: readonly Switch[];

	readonly kernel: KernelName;
	readonly #document: string | undefined;

	constructor({ terminals, switches, engine }: Omit<OwnGuest, 'machine'>, document?: string) {
		super(terminals);
		this.switches = switches;
		this.kernel = engine.kernel;
		this.#document = document;
	}

	/**
	 * Checks that the scenario's document shows what has just been seen: see {@link documented}.
	 *
	 * @param block - which of the document's blocks
	 * @param seen - commands and their output, as on a terminal
	 */
	documented(block: string, seen: string): void {
		if (this.#document === undefined) throw new Error('the scenario names no document');
		documented(this.#document, block, seen);
	}

	/** Takes permissions away, or gives them back. */
	async turn(to: 'on' | 'off', switches: readonly Switch[]): Promise<void> {
		const value = to === 'on' ? 1 : 0;
		await this.must(`setsebool ${switches.map(({ name }) => `${name}=${value}`).join(' ')}`);
	}

	override start(command: string, options: RunOptions = {}): Running {
		const running = super.start(command, options);
		const shown = options.as ? `(as ${options.as}) ${command}` : command;
		this.#shown.push({ command: shown, running });
		return running;
	}

	/** Starts a server and waits until it is ready. */
	async serve(command: string, ready: RegExp, options: RunOptions = {}): Promise<Running> {
		const running = this.start(command, options);
		await running.waitFor(ready);
		return running;
	}

	/**
	 * Brings a program of a scenario's into the guest. Whoever is in the guest may run it.
	 *
	 * @param from - its path on this host
	 * @param to - its path in the guest
	 */
	async bring(from: string, to: string): Promise<void> {
		const text = shellWord(readFileSync(from, 'utf8'));
		await this.must(`printf %s ${text} > ${to} && chmod 755 ${to}`);
	}

	/** Every denial since the guest came up. */
	async denials(): Promise<Denial[]> {
		const denials = parseDenials(await this.quietly(READ_LOG));
		return denials.filter(({ details }) => !this.#markers.has(details.pid));
	}

	/** Runs a command that is no part of what a report shows. */
	async quietly(command: string): Promise<string> {
		const { output } = await super.start(command).ended;
		return output;
	}

	/** Waits for the kernel's record of a denial. */
	async expectDenied(pattern: DenialPattern): Promise<Denial> {
		const limit = Date.now() + HANG * 1000;
		for (;;) {
			const denials = await this.denials();
			const found = denials.find((denial) => matches(denial, pattern));
			if (found) {
				assert.not(found.permissive, `enforced: ${denialText(found)}`);
				return found;
			}
			if (Date.now() > limit) {
				const seen = denials.map(denialText).join('\n') || 'nothing';
				throw new Error(`no denial ${JSON.stringify(pattern)}; the kernel recorded\n${seen}`);
			}
			await sleep(100);
		}
	}

	/**
	 * Checks that nothing was denied to some domains, or of them. What other domains are denied is no
	 * concern of a scenario.
	 *
	 * @param types - the domains' types
	 */
	async expectNoDenials(...types: string[]): Promise<void> {
		const pid = await this.quietly(`${AWAIT_LOG}; echo $me`);
		this.#markers.add(pid.trim());
		const denials = (await this.denials()).filter((denial) => !this.#isReset(denial));
		const denied = denials.filter((denial) =>
			types.some((type) => isContext(denial.subject, type) || isContext(denial.object, type)),
		);
		assert.equal(denied.map(denialText), [], 'nothing is denied');
	}

	/**
	 * Whether it is of a reset that the kernel sent for no socket, as for a packet that comes after the
	 * connection's end. In Linux 7.2 it has the kernel's own label, and whoever it is sent to need not
	 * hear it; in 6.12 it has that of the socket.
	 */
	#isReset({ subject, object, class: objectClass }: Denial): boolean {
		const isFromKernel = objectClass === 'peer' && isContext(object, 'kernel_t');
		return this.kernel === 'uml' && isFromKernel && !isContext(subject, 'kernel_t');
	}

	/** What was run, what it printed, and what the kernel recorded. */
	async report(): Promise<string> {
		const terminals = this.#shown.map(({ command, running }) => `# ${command}\n${running.output}`);
		const denials = (await this.denials()).map(denialText);
		return [...terminals, 'The kernel recorded:', ...denials].join('\n');
	}
}

/** What a scenario's guests are, and where what they show is printed. */
export interface ScenarioOptions extends StartOptions {
	/** Debian's MCS policy (`default`), its MLS policy, or a variant of the former. */
	policy?: Variant;
	/** The document, in docs/, whose blocks show what its steps see. */
	document?: string;
}

/** Declares one step of a scenario. */
type Step = (name: string, act: (guest: ScenarioGuest) => Promise<void>) => void;

/**
 * A scenario: steps that each start from the same clean, enforcing guest.
 *
 * @param name - for the report
 * @param options - what its guests are; on the kernel that is faster, with the policy `default`
 * @returns a function that declares a step; call its `run` at the end
 */
export function scenario(name: string, options: ScenarioOptions = {}): Step & { run(): void } {
	const steps: Test = suite(name);
	const declare: Step = (title, act) => {
		steps(title, async () => {
			try {
				await inOwnGuest(options, act);
			} catch (error) {
				if (!(error instanceof GuestLostError)) throw error;
				// No verdict about the step: it gets another guest, once.
				console.log(`${title}: ${error.message}\nOnce more, in another guest:`);
				await inOwnGuest(options, act);
			}
		});
	};
	return Object.assign(declare, { run: () => steps.run() });
}

async function inOwnGuest(
	{ policy = 'default', document, ...options }: ScenarioOptions,
	act: (guest: ScenarioGuest) => Promise<void>,
): Promise<void> {
	const { machine, ...own } = await startGuest(policy, options);
	const guest = new ScenarioGuest(own, document);
	try {
		await enforcing(guest);
		await act(guest);
		await enforcing(guest);
	} catch (error) {
		if (error instanceof GuestLostError) throw error;
		console.log(await guest.report().catch(({ message }) => message));
		throw error;
	} finally {
		await machine.kill();
	}
}

async function enforcing(guest: ScenarioGuest): Promise<void> {
	assert.is(await guest.quietly('getenforce'), 'Enforcing\n', 'the guest enforces');
}

export { denialText } from './denials.ts';
