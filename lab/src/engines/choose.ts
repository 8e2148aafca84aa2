import { GuestLostError, LabError } from '../errors.ts';
import { say } from '../report.ts';
import { ENGINES, type Engine, type EngineName } from './engine.ts';
import { Kvm } from './kvm.ts';
import { Tcg } from './tcg.ts';
import { Uml } from './uml.ts';

/** Names the engine, as --engine does; processes that this one starts inherit it. */
const VARIABLE = 'PEERCON_LAB_ENGINE';

/** The fastest first. */
const all: readonly Engine[] = [new Kvm(), new Uml(), new Tcg()];

/** Why engines were not taken that would have come first. */
const passedOver = new Map<EngineName, string>();

let chosen: Promise<Engine> | undefined;

/** Has every guest run by one engine, from now on. */
export function useEngine(name: EngineName): void {
	process.env[VARIABLE] = name;
	chosen = undefined;
}

/**
 * The engine that runs this process's guests: the one that was named, or else the fastest that works
 * here.
 *
 * @throws LabError if the named one does not work, or none
 */
export function chosenEngine(): Promise<Engine> {
	chosen ??= choose();
	return chosen;
}

/** Why the engines that come before the chosen one were not taken. */
export function reasons(): ReadonlyMap<EngineName, string> {
	return passedOver;
}

/**
 * Does something with an engine. If its guest is lost before it has come up, the next engine is taken,
 * and a person is told; but not if the engine was named.
 *
 * @param work - starts a guest
 */
export async function withEngine<T>(work: (engine: Engine) => Promise<T>): Promise<T> {
	for (;;) {
		const engine = await chosenEngine();
		try {
			return await work(engine);
		} catch (error) {
			if (!(error instanceof GuestLostError) || process.env[VARIABLE]) throw error;
			passedOver.set(engine.name, error.message);
			say(`${engine.title}: ${error.message}`);
			chosen = undefined;
		}
	}
}

async function choose(): Promise<Engine> {
	const named = nameOf(process.env[VARIABLE]);
	for (const engine of all) {
		if (named !== undefined && engine.name !== named) continue;
		if (passedOver.has(engine.name)) continue;
		const obstacle = await engine.obstacle();
		if (obstacle === null) return engine;
		passedOver.set(engine.name, obstacle);
	}
	const why = [...passedOver].map(([name, reason]) => `  ${name}: ${reason}`).join('\n');
	const what = named === undefined ? 'no engine runs a guest here' : `the engine '${named}'`;
	throw new LabError(`${what}:\n${why}\n'npx lab doctor' says what this host lacks`);
}

function nameOf(text: string | undefined): EngineName | undefined {
	if (!text) return undefined;
	const name = ENGINES.find((each) => each === text);
	if (name) return name;
	throw new LabError(`${VARIABLE} is '${text}', and the engines are ${ENGINES.join(', ')}`);
}
