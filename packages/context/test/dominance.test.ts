import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
	dominatedBy,
	dominates,
	equal,
	incomparable,
	type Level,
	lub,
	parseLevel,
} from '../src/index.ts';
import { level } from './arbitraries.ts';

const examples = suite('dominance examples');

type Relation = 'equal' | 'dominates' | 'dominatedBy' | 'incomparable';

const relations: [a: string, relation: Relation, b: string][] = [
	['s0', 'equal', 's0'],
	['s0:c1,c0', 'equal', 's0:c0,c1'],
	['s1', 'dominates', 's0'],
	['s0:c1', 'dominates', 's0'],
	['s15:c0.c1023', 'dominates', 's0:c7'],
	['s0', 'dominatedBy', 's0:c1'],
	['s0:c5', 'dominatedBy', 's1:c5,c7'],
	['s0:c1', 'incomparable', 's0:c2'],
	['s0:c1', 'incomparable', 's1'],
	['s0:c1,c2', 'incomparable', 's0:c2,c3'],
];

for (const [a, relation, b] of relations) {
	examples(`${a} ${relation} ${b}, and no other relation holds`, () => {
		assert.is(relationOf(parseLevel(a), parseLevel(b)), relation);
	});
}

examples('a level dominates itself and is dominated by itself', () => {
	const level = parseLevel('s1:c1');
	assert.ok(dominates(level, level));
	assert.ok(dominatedBy(level, level));
});

examples.run();

// ---

const order = suite('dominance is a partial order');

order('it is reflexive', () => {
	fc.assert(fc.property(level, (a) => dominates(a, a)));
});

order('it is antisymmetric', () => {
	fc.assert(
		fc.property(level, level, (a, b) => {
			assert.is(dominates(a, b) && dominates(b, a), equal(a, b));
		}),
	);
});

order('it is transitive', () => {
	fc.assert(
		fc.property(level, level, level, (a, b, c) => {
			if (dominates(a, b) && dominates(b, c)) assert.ok(dominates(a, c));
			// Levels drawn at random seldom form a chain, so make one: top, middle, c.
			const middle = lub(b, c);
			const top = lub(a, middle);
			assert.ok(dominates(top, middle) && dominates(middle, c) && dominates(top, c));
		}),
	);
});

order('dominatedBy is its mirror image', () => {
	fc.assert(fc.property(level, level, (a, b) => dominatedBy(a, b) === dominates(b, a)));
});

order('any two levels are in exactly one of the four relations', () => {
	fc.assert(fc.property(level, level, (a, b) => relationOf(a, b) !== undefined));
});

order.run();

// The one relation that holds, strictly; undefined if none or several hold.
function relationOf(a: Level, b: Level): Relation | undefined {
	const holding: Relation[] = [];
	if (equal(a, b)) holding.push('equal');
	if (dominates(a, b) && !equal(a, b)) holding.push('dominates');
	if (dominatedBy(a, b) && !equal(a, b)) holding.push('dominatedBy');
	if (incomparable(a, b)) holding.push('incomparable');
	return holding.length === 1 ? holding[0] : undefined;
}
