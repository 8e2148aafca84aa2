import { GuestLostError, LabError } from '../errors.ts';
import { say } from '../progress.ts';
import { ENGINES, type Engine, type EngineName, KERNELS, type KernelName } from './engine.ts';
import { Kvm } from './kvm.ts';
import { Tcg } from './tcg.ts';
import { Uml } from './uml.ts';

/** Names the engine, as --engine does; processes that this one starts inherit it. */
const VARIABLE = 'PEERCON_LAB_ENGINE';

/** Names the kernel for guests where it does not matter: `npm run test:kernels`. */
const KERNEL_VARIABLE = 'PEERCON_LAB_KERNEL';

/** The fastest first. */
const all: readonly Engine[] = [new Kvm(), new Uml(), new Tcg()];

/** Why engines were not taken. */
const passedOver = new Map<EngineName, string>();

const chosen = new Map<KernelName | undefined, Promise<Engine>>();

/** Has every guest run by one engine, from now on. */
export function useEngine(name: EngineName): void {
	process.env[VARIABLE] = name;
	chosen.clear();
}

/**
 * The engine that runs this process's guests: the one that was named, or else the fastest that works
 * here.
 *
 * @param kernel - which kernel it must run, if it matters; then the named one may not do
 * @throws LabError if the named one does not work, or none
 */
export function chosenEngine(kernel = namedKernel()): Promise<Engine> {
	const known = chosen.get(kernel) ?? choose(kernel);
	chosen.set(kernel, known);
	return known;
}

/**
 * Does something with an engine. If its guest is lost before it has come up, the next engine is taken,
 * and a person is told; but not if the engine was named.
 *
 * @param work - starts a guest
 * @param kernel - as in {@link chosenEngine}
 */
export async function withEngine<T>(
	work: (engine: Engine) => Promise<T>,
	kernel?: KernelName,
): Promise<T> {
	for (;;) {
		const engine = await chosenEngine(kernel);
		try {
			return await work(engine);
		} catch (error) {
			if (!(error instanceof GuestLostError) || engine.name === namedEngine()) throw error;
			passedOver.set(engine.name, error.message);
			say(`${engine.title}: ${error.message}`);
			chosen.clear();
		}
	}
}

async function choose(kernel: KernelName | undefined): Promise<Engine> {
	const name = namedEngine();
	const fitting = all.filter((engine) => kernel === undefined || engine.kernel === kernel);
	const wanted = fitting.filter((engine) => engine.name === name);
	const candidates = wanted.length > 0 ? wanted : fitting;
	for (const engine of candidates) {
		if (passedOver.has(engine.name)) continue;
		const obstacle = await engine.obstacle();
		if (obstacle === null) return engine;
		passedOver.set(engine.name, obstacle);
	}
	const why = candidates.map((each) => `  ${each.name}: ${passedOver.get(each.name)}`).join('\n');
	throw new LabError(`no guest can run here:\n${why}\n'npx lab doctor' says what this host lacks`);
}

/** Says which engine runs a guest, and why no faster one does. */
export function engineText(engine: Engine): string {
	const faster = [...passedOver].map(([name, reason]) => ` (${name}: ${reason})`);
	return `${engine.title}${faster.join('')}`;
}

function namedKernel(): KernelName | undefined {
	const text = process.env[KERNEL_VARIABLE];
	if (!text) return undefined;
	const name = KERNELS.find((each) => each === text);
	if (name) return name;
	throw new LabError(`${KERNEL_VARIABLE} is '${text}', and the kernels are ${KERNELS.join(', ')}`);
}

/** The engine that was named, if one was. */
export function namedEngine(): EngineName | undefined {
	const text = process.env[VARIABLE];
	if (!text) return undefined;
	const name = ENGINES.find((each) => each === text);
	if (name) return name;
	throw new LabError(`${VARIABLE} is '${text}', and the engines are ${ENGINES.join(', ')}`);
}
