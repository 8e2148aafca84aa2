import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { holds } from '../src/workbench/condition.ts';

const BOOLEANS = new Map([
	['on', true],
	['off', false],
]);

const condition = suite('conditions');

condition('should hold as the policy has them', () => {
	for (const [text, expected] of [
		['on', true],
		['!on', false],
		['unknown', false],
		['on && !off', true],
		['off && on || on', true],
		['off && (on || on)', false],
		['on || off && off', true],
		['(on || off) && off', false],
		['on ^ on', false],
		['off == off', true],
		['on != off && !(on == off)', true],
		['!(on && off) && on', true],
	] as const) {
		assert.is(holds(text, BOOLEANS), expected, text);
	}
});

condition.run();
