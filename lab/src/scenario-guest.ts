import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import * as assert from 'uvu/assert';
import {
	AWAIT_LOG,
	type Denial,
	type DenialPattern,
	denialText,
	isContext,
	isMark,
	matches,
	parseDenials,
	READ_LOG,
} from './denials.ts';
import { documented } from './documented.ts';
import type { KernelName } from './engines/engine.ts';
import { type DenialEvidence, type GuestEvidence, keptOutput } from './evidence.ts';
import { Guest, type Running, type RunOptions } from './guest.ts';
import type { Switch } from './image/switches.ts';
import { shellWord } from './shell-word.ts';
import type { OwnGuest } from './start.ts';
import { turn } from './workbench/trial.ts';

/** A limit for what hangs, in seconds. The kernel's records come after the fact, but at once. */
const HANG = 60;

/** What a scenario's steps do with their guest. Everything done and seen is kept for the report. */
export class ScenarioGuest extends Guest {
	readonly #shown: { command: string; running: Running }[] = [];
	/** Every denial that was seen, by its whole text: the log may have been cleared since. */
	readonly #recorded = new Map<string, DenialEvidence>();
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
	turn(to: 'on' | 'off', switches: readonly Switch[]): Promise<void> {
		return turn(this, to, switches);
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
	 * Brings a program of a scenario's into the guest. Whoever is in the guest may run it. It is no step
	 * that a report shows.
	 *
	 * @param from - its path on this host
	 * @param to - its path in the guest
	 */
	async bring(from: string, to: string): Promise<void> {
		const text = shellWord(readFileSync(from, 'utf8'));
		await new Guest(this.terminals).must(`printf %s ${text} > ${to} && chmod 755 ${to}`);
	}

	/** Every denial since the guest came up. */
	async denials(): Promise<Denial[]> {
		const all = parseDenials(await this.quietly(READ_LOG));
		const denials = all.filter(({ details }) => !this.#markers.has(details.pid));
		for (const denial of denials) this.#keep(denial);
		return denials;
	}

	#keep(denial: Denial): void {
		if (isMark(denial)) return;
		const text = denialText(denial);
		const whole = `${text} ${denial.details.pid}`;
		if (this.#recorded.has(whole)) return;
		const { class: objectClass, permissions } = denial;
		const after = this.#shown.length;
		this.#recorded.set(whole, { class: objectClass, permissions, text, after });
	}

	override async quietly(command: string): Promise<string> {
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

	/** What was run, what it printed, and what the kernel recorded, also what the log has no more. */
	async evidence(): Promise<Pick<GuestEvidence, 'kernel' | 'release' | 'commands' | 'records'>> {
		await this.denials();
		return {
			kernel: this.kernel,
			release: (await this.quietly('uname -r')).trim(),
			commands: this.#shown.map(({ command, running }) => ({
				command,
				output: keptOutput(running.output),
			})),
			records: [...this.#recorded.values()],
		};
	}

	/** What was run, what it printed, and what the kernel recorded. */
	async report(): Promise<string> {
		const terminals = this.#shown.map(({ command, running }) => `# ${command}\n${running.output}`);
		const denials = (await this.denials()).map(denialText);
		return [...terminals, 'The kernel recorded:', ...denials].join('\n');
	}
}
