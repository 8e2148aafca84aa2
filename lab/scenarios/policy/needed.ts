// Takes what the project's modules allow from the policy, and finds what nothing needs.
import * as assert from 'uvu/assert';
import { type Denial, parseDenials } from '../../src/denials.ts';
import { denialText, type ScenarioGuest } from '../../src/scenario.ts';
import { BRIEF, PATIENT } from '../common/driver.ts';
import type { Probe } from './probes.ts';
import { isOf, type Unit } from './units.ts';

/** Takes each unit away and gives it back, and returns those that nothing needs. */
export async function unneeded(
	guest: ScenarioGuest,
	units: Unit[],
	probes: Probe[],
): Promise<Unit[]> {
	for (const { name, act, serves } of probes) {
		if (serves === undefined) assert.is(await act(PATIENT), 'fine', name);
	}
	const denials = await newDenials(guest);
	for (const unit of units) {
		const denied = denials.filter((denial) => isOf(unit, denial)).map(denialText);
		assert.equal(denied, [], `nothing is denied while there is ${unit.name}`);
	}
	let left = units;
	for (const probe of probes) {
		const about = left.filter(({ name }) => probe.about.test(name));
		const groups = probe.serves === 'many' ? [about] : about.map((unit) => [unit]);
		for (const group of groups.filter(({ length }) => length > 0)) {
			const needed = await neededFor(guest, probe, group);
			left = left.filter((unit) => !needed.includes(unit));
		}
	}
	return left;
}

/** Does something without some units, and gives those that it needs. */
async function neededFor(guest: ScenarioGuest, probe: Probe, units: Unit[]): Promise<Unit[]> {
	const switches = units.flatMap((unit) => unit.switches);
	await guest.turn('off', switches);
	const seen = await probe.act(BRIEF);
	const denials = await newDenials(guest);
	await guest.turn('on', switches);
	const isRecorded = units.every((unit) => denials.some((denial) => isOf(unit, denial)));
	if (seen !== 'fine' && !(probe.isStart && isRecorded)) {
		assert.is(await probe.act(PATIENT), 'fine', `${probe.name}, given back ${units[0]?.name}`);
		await newDenials(guest);
	}
	return units.filter((unit) => isMissed(unit, probe, seen, denials));
}

/** Whether it shows that a unit was not there: by a denial or, where that is not recorded, by a failure. */
function isMissed(unit: Unit, probe: Probe, seen: string, denials: Denial[]): boolean {
	if (denials.some((denial) => isOf(unit, denial))) return true;
	if (probe.serves === 'many') return seen.split('\n').some((line) => unit.name.includes(line));
	// What only took too long says nothing.
	return seen !== 'fine' && !/TIMEDOUT|no reply/.test(seen);
}

/**
 * Gives what the kernel has denied since it was asked last. Its records come in order, from a thread
 * of its own: this process's new login user is recorded after all that.
 */
async function newDenials(guest: ScenarioGuest): Promise<Denial[]> {
	const log = await guest.quietly(`me=$BASHPID; echo 0 > /proc/self/loginuid
until dmesg --syslog | grep -q " pid=$me "; do :; done
dmesg --syslog | grep 'avc:  denied'; dmesg --clear`);
	return parseDenials(log);
}
