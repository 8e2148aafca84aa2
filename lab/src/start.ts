import { withEngine } from './engines/choose.ts';
import type { Engine, KernelName } from './engines/engine.ts';
import { Guest } from './guest.ts';
import { type ReadyGuest, readyGuest } from './image/ready-guest.ts';
import type { Switch } from './image/switches.ts';
import type { Machine } from './machine.ts';
import type { Variant } from './policies.ts';
import { MachineTerminals, type Terminals } from './terminals.ts';

/** A guest of this process alone. */
export interface OwnGuest {
	machine: Machine;
	terminals: Terminals;
	switches: Switch[];
	/** What runs it. */
	engine: Engine;
}

/** What a guest has besides its policy. */
export interface StartOptions {
	/**
	 * The path of what it reads as its second disk: a tar archive of PAYLOAD_SIZE bytes, which
	 * `sh /usr/lib/peercon/payload` writes to its output.
	 */
	payload?: string;
	/** The kernel, where the other one lacks something; whichever is faster otherwise. */
	kernel?: KernelName;
	/** Descriptors of its ends of links to other guests, which the kernel `uml` takes: hosts/links.ts. */
	links?: readonly number[];
}

/** A start that takes this many times as long as usual hangs. */
const PATIENCE = 30;

/** Builds what a guest starts from, if it is not there; a second time in a process it is not looked for. */
export function buildGuest(
	variant: Variant,
	kernel?: KernelName,
): Promise<{ engine: Engine; ready: ReadyGuest }> {
	return withEngine(async (engine) => {
		const ready = await readyGuest(variant, engine);
		await engine.prepare(ready);
		return { engine, ready };
	}, kernel);
}

/**
 * Starts a machine with a guest, building before what is missing. What changes in it is lost with it.
 *
 * @param variant - which policy
 * @param options - what it has besides
 * @param open - takes its consoles, and waits until the guest answers
 * @throws LabError if it cannot be built; GuestLostError if it does not come up
 */
export function startMachine<T>(
	variant: Variant,
	{ payload, kernel, links }: StartOptions,
	open: (machine: Machine, ready: ReadyGuest, engine: Engine) => Promise<T>,
): Promise<T> {
	return withEngine(async (engine) => {
		const ready = await readyGuest(variant, engine);
		await engine.prepare(ready);
		const machine = await engine.start(ready, { payload, links });
		try {
			return await machine.within(open(machine, ready, engine), engine.usualBoot * PATIENCE);
		} catch (error) {
			await machine.kill();
			throw error;
		}
	}, kernel);
}

/** Starts a guest of one's own: see {@link startMachine}. */
export function startGuest(variant: Variant, options: StartOptions = {}): Promise<OwnGuest> {
	return startMachine(variant, options, async (machine, { switches }, engine) => {
		const terminals = new MachineTerminals(machine);
		// What the kernel recorded while the guest booted does not count as a denial; one that was saved
		// has to answer all the same.
		await new Guest(terminals).must(machine.isResumed ? ':' : 'dmesg --clear');
		return { machine, terminals, switches, engine };
	});
}
