import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { dominates, equal, formatLevel, glb, lub, parseLevel } from '../src/index.ts';
import { level } from './arbitraries.ts';

const examples = suite('glb and lub examples');

examples('glb takes the lower sensitivity and the common categories', () => {
	assert.is(formatLevel(glb(parseLevel('s0:c1,c2'), parseLevel('s3:c2,c3'))), 's0:c2');
});

examples('lub takes the higher sensitivity and all categories', () => {
	assert.is(formatLevel(lub(parseLevel('s0:c1,c2'), parseLevel('s3:c2,c3'))), 's3:c1.c3');
});

examples.run();

// ---

const lattice = suite('glb and lub form a lattice');

lattice('glb is a lower bound and lub an upper bound', () => {
	fc.assert(
		fc.property(level, level, (a, b) => {
			assert.ok(dominates(a, glb(a, b)) && dominates(b, glb(a, b)));
			assert.ok(dominates(lub(a, b), a) && dominates(lub(a, b), b));
		}),
	);
});

lattice('glb is the greatest lower bound: any lower bound of both lies below it', () => {
	fc.assert(
		fc.property(level, level, level, (a, b, c) => {
			assert.is(dominates(glb(a, b), c), dominates(a, c) && dominates(b, c));
		}),
	);
});

lattice('lub is the least upper bound: any upper bound of both lies above it', () => {
	fc.assert(
		fc.property(level, level, level, (a, b, c) => {
			assert.is(dominates(c, lub(a, b)), dominates(c, a) && dominates(c, b));
		}),
	);
});

for (const [name, op] of [['glb', glb] as const, ['lub', lub] as const]) {
	lattice(`${name} is commutative`, () => {
		fc.assert(fc.property(level, level, (a, b) => equal(op(a, b), op(b, a))));
	});

	lattice(`${name} is associative`, () => {
		fc.assert(
			fc.property(level, level, level, (a, b, c) => equal(op(op(a, b), c), op(a, op(b, c)))),
		);
	});

	lattice(`${name} is idempotent`, () => {
		fc.assert(fc.property(level, (a) => equal(op(a, a), a)));
	});
}

lattice('glb and lub absorb each other', () => {
	fc.assert(
		fc.property(level, level, (a, b) => equal(glb(a, lub(a, b)), a) && equal(lub(a, glb(a, b)), a)),
	);
});

lattice('dominance can be read off glb and lub', () => {
	fc.assert(
		fc.property(level, level, (a, b) => {
			assert.is(equal(lub(a, b), a), dominates(a, b));
			assert.is(equal(glb(a, b), b), dominates(a, b));
		}),
	);
});

lattice.run();
