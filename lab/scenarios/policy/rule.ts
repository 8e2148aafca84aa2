import * as assert from 'uvu/assert';
import type { DenialPattern } from '../../src/denials.ts';
import type { Switch } from '../../src/image/switches.ts';
import type { ScenarioGuest } from '../../src/scenario.ts';

/**
 * Finds the switches of a rule with one permission.
 *
 * @param rule - as the policy has it after all macros, without `allow`
 */
export function switchesOf(guest: ScenarioGuest, rule: string): Switch[] {
	const found = guest.switches.filter((each) => each.rule === `allow ${rule};`);
	assert.ok(found.length > 0, `the policy has the rule ${rule}`);
	return found;
}

/** What the kernel records where such a rule is missing. */
export function denialOf(rule: string): DenialPattern {
	const [, source = '', target = '', objectClass = '', permission = ''] =
		/^(\S+) (\S+):(\S+) \{ (\S+) \}$/.exec(rule) ?? [];
	return { subject: source, object: target, class: objectClass, permission };
}
