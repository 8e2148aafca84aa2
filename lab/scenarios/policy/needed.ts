// Takes what the project's modules allow from the policy, and finds what nothing needs.
import * as assert from 'uvu/assert';
import { AWAIT_LOG, type Denial, parseDenials, READ_LOG } from '../../src/denials.ts';
import { denialText, type ScenarioGuest } from '../../src/scenario.ts';
import { BRIEF, PATIENT } from '../common/driver.ts';
import type { Probe } from './probes.ts';
import { isOf, type Statement } from './statements.ts';

/** Takes each statement away and gives it back, and returns those that nothing needs. */
export async function unneeded(
	guest: ScenarioGuest,
	statements: Statement[],
	probes: Probe[],
): Promise<Statement[]> {
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
		const groups = probe.allAtOnce ? [about] : about.map((statement) => [statement]);
		for (const group of groups.filter(({ length }) => length > 0)) {
			const needed = await neededFor(guest, probe, group);
			left = left.filter((statement) => !needed.includes(statement));
		}
	}
	return left;
}

/** Does something without some statements, and gives those that it needs. */
async function neededFor(
	guest: ScenarioGuest,
	probe: Probe,
	statements: Statement[],
): Promise<Statement[]> {
	const switches = statements.flatMap((statement) => statement.switches);
	await guest.turn('off', switches);
	const seen = await probe.act(BRIEF);
	const denials = await newDenials(guest);
	await guest.turn('on', switches);
	const isRecorded = statements.every((statement) =>
		denials.some((denial) => isOf(statement, denial)),
	);
	if (seen !== 'fine' && !(probe.leavesNothing && isRecorded)) {
		assert.is(await probe.act(PATIENT), 'fine', `${probe.name}, given back ${statements[0]?.name}`);
		await newDenials(guest);
	}
	return statements.filter((statement) => isMissed(statement, probe, seen, denials));
}

/** Whether it shows that a statement was not there: by a denial or, where that is not recorded, by a failure. */
function isMissed(statement: Statement, probe: Probe, seen: string, denials: Denial[]): boolean {
	if (denials.some((denial) => isOf(statement, denial))) return true;
	if (probe.allAtOnce) return seen.split('\n').some((line) => statement.name.includes(line));
	// What only took too long says nothing.
	return seen !== 'fine' && !/TIMEDOUT|no reply/.test(seen);
}

/** Gives what the kernel has denied since it was asked last. */
async function newDenials(guest: ScenarioGuest): Promise<Denial[]> {
	const log = await guest.quietly(`${AWAIT_LOG}; ${READ_LOG} | grep 'avc:  denied'; dmesg --clear`);
	return parseDenials(log);
}
