// Random levels, ranges and contexts for the property tests.

import fc from 'fast-check';
import {
	type Categories,
	type Level,
	lub,
	MAX_CATEGORY,
	MAX_SENSITIVITY,
	type Range,
	type SecurityContext,
} from '../src/index.ts';

// Objects like those that the parsers return, so that assert.equal can compare the two.
const plain = { noNullPrototype: true };

const category = fc.oneof(
	// Few categories, so that two random sets often overlap or contain one another …
	{ weight: 4, arbitrary: fc.nat({ max: 5 }) },
	// … and the borders of the tags and of the kernel's 64-bit words.
	{ weight: 1, arbitrary: fc.constantFrom(63, 64, 239, 240, 255, 256, 1022, MAX_CATEGORY) },
	{ weight: 1, arbitrary: fc.nat({ max: MAX_CATEGORY }) },
);

/** A set of a few categories, often none. */
export const categories: fc.Arbitrary<Categories> = fc
	.array(category, { maxLength: 12 })
	.map((list) => list.reduce((set, n) => set | (1n << BigInt(n)), 0n));

const sensitivity = fc.oneof(
	{ weight: 4, arbitrary: fc.nat({ max: 3 }) },
	{ weight: 1, arbitrary: fc.constantFrom(15, 255, 256, MAX_SENSITIVITY) },
);

/** Any level. */
export const level: fc.Arbitrary<Level> = fc.record({ sensitivity, categories }, plain);

/** Any range: the lub of two levels dominates the first. */
export const range: fc.Arbitrary<Range> = fc
	.tuple(level, level)
	.map(([low, other]) => ({ low, high: lub(low, other) }));

const name = fc.stringMatching(/^[a-z][a-z0-9._-]{0,8}$/);

/** Any context, with or without a range. */
export const context: fc.Arbitrary<SecurityContext> = fc.record(
	{ user: name, role: name, type: name, range },
	{ ...plain, requiredKeys: ['user', 'role', 'type'] },
);
