// Takes what the project's modules allow from the policy, and finds what nothing needs: as `npx lab module
// prove` does, but with several probes, each about some of the statements.
import * as assert from 'uvu/assert';
import { denialText, type ScenarioGuest } from '../../src/scenario.ts';
import { findUnneeded } from '../../src/workbench/halving.ts';
import { isOf, type Removable } from '../../src/workbench/removable.ts';
import { newDenials, type Trial, tryWithout } from '../../src/workbench/trial.ts';
import { BRIEF, PATIENT } from '../common/driver.ts';
import type { Probe } from './probes.ts';

/** Takes the statements away and gives them back, and returns those that nothing needs. */
export async function unneeded(
	guest: ScenarioGuest,
	statements: Removable[],
	probes: Probe[],
): Promise<Removable[]> {
	for (const { name, act, allAtOnce } of probes) {
		if (!allAtOnce) assert.is(await act(PATIENT), 'fine', name);
	}
	const denials = await newDenials(guest);
	for (const statement of statements) {
		const denied = denials.filter((denial) => isOf(statement, denial)).map(denialText);
		assert.equal(denied, [], `nothing is denied while there is ${statement.name}`);
	}
	let left = statements;
	for (const probe of probes) {
		const about = left.filter(({ name }) => probe.about.test(name));
		if (about.length === 0) continue;
		const needed = probe.allAtOnce
			? await missedAtOnce(guest, probe, about)
			: await neededFor(guest, probe, about);
		left = left.filter((statement) => !needed.includes(statement));
	}
	return left;
}

/** Those of some statements that a probe needs. */
async function neededFor(
	guest: ScenarioGuest,
	probe: Probe,
	statements: Removable[],
): Promise<Removable[]> {
	const attempt = async (without: readonly Removable[]) => {
		const trial = await tryProbe(guest, probe, without);
		return { ...trial, isFine: trial.missed.length === 0 && !hasFailed(trial) };
	};
	// A rule of the project's is probably needed.
	const { needed } = await findUnneeded(statements, statements, attempt);
	return [...needed.keys()];
}

/** Those that are missed when all of them are away. */
async function missedAtOnce(
	guest: ScenarioGuest,
	probe: Probe,
	statements: Removable[],
): Promise<Removable[]> {
	const { seen, missed } = await tryProbe(guest, probe, statements);
	const lines = seen.split('\n');
	return statements.filter(
		(each) => missed.includes(each) || lines.some((line) => each.name.includes(line)),
	);
}

/** Does it without some statements, and sees that it goes well again with them. */
async function tryProbe(
	guest: ScenarioGuest,
	probe: Probe,
	without: readonly Removable[],
): Promise<Trial> {
	const trial = await tryWithout(guest, without, () => probe.act(BRIEF));
	const isRecorded = without.every((statement) => trial.missed.includes(statement));
	if (trial.seen !== 'fine' && !(probe.leavesNothing && isRecorded)) {
		assert.is(await probe.act(PATIENT), 'fine', `${probe.name}, given back ${without[0]?.name}`);
		await newDenials(guest);
	}
	return trial;
}

/** Where no denial is recorded, a failure shows it. What only took too long says nothing. */
function hasFailed({ seen }: Trial): boolean {
	return seen !== 'fine' && !/TIMEDOUT|no reply/.test(seen);
}
