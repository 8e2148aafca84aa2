import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { categoryRuns, formatCategories, MAX_CATEGORY, parseCategories } from '../src/index.ts';
import { categories } from './arbitraries.ts';
import { failsAt } from './fails-at.ts';

const parsing = suite('parseCategories');

parsing('sets bit n for category n', () => {
	assert.is(parseCategories('c0'), 0b1n);
	assert.is(parseCategories('c0,c2'), 0b101n);
	assert.is(parseCategories('c1.c3'), 0b1110n);
	assert.is(parseCategories('c1023'), 1n << 1023n);
});

parsing('fills the whole run c0.c1023', () => {
	assert.is(parseCategories('c0.c1023'), (1n << 1024n) - 1n);
});

parsing('does not mind order, duplicates and overlaps', () => {
	assert.is(parseCategories('c3,c1.c2,c2.c3,c1'), parseCategories('c1.c3'));
});

parsing('refuses a category above c1023 at its number', () => {
	assert.is(MAX_CATEGORY, 1023);
	failsAt(parseCategories, 'c0,c1024', 4);
	failsAt(parseCategories, 'c0.c1024', 4);
});

parsing('refuses a run that does not rise, as the kernel does', () => {
	failsAt(parseCategories, 'c5.c2', 3);
	failsAt(parseCategories, 'c5.c5', 3);
	failsAt(parseCategories, 'c1.c2.c3', 5);
});

parsing('refuses leading zeros, since the kernel compares names', () => {
	failsAt(parseCategories, 'c01', 1);
	failsAt(parseCategories, 'c00', 1);
});

parsing('refuses empty pieces', () => {
	failsAt(parseCategories, '', 0);
	failsAt(parseCategories, 'c', 1);
	failsAt(parseCategories, 'c1,', 3);
	failsAt(parseCategories, ',c1', 0);
	failsAt(parseCategories, 'c1,,c2', 3);
	failsAt(parseCategories, 'c1.', 3);
});

parsing('refuses other letters and space', () => {
	failsAt(parseCategories, 'C1', 0);
	failsAt(parseCategories, 'c1, c2', 3);
	failsAt(parseCategories, 'c1\n', 2);
	failsAt(parseCategories, 'c-1', 1);
	failsAt(parseCategories, 'c١', 1); // a digit, but not an ASCII one
});

parsing.run();

// ---

const formatting = suite('formatCategories');

formatting('writes a run of two with a comma and a run of three with a dot', () => {
	assert.is(formatCategories(0b11n), 'c0,c1');
	assert.is(formatCategories(0b111n), 'c0.c2');
});

formatting('writes runs at both ends of the set', () => {
	assert.is(
		formatCategories(parseCategories('c0,c2,c4,c5,c1021.c1023')),
		'c0,c2,c4,c5,c1021.c1023',
	);
});

formatting('writes nothing for the empty set', () => {
	assert.is(formatCategories(0n), '');
});

formatting('gives back what parseCategories reads, for every set', () => {
	fc.assert(
		fc.property(categories, (set) => {
			fc.pre(set !== 0n);
			assert.is(parseCategories(formatCategories(set)), set);
		}),
	);
});

formatting.run();

// ---

const runs = suite('categoryRuns');

runs('lists the maximal runs in ascending order', () => {
	assert.equal(categoryRuns(parseCategories('c7,c0.c5')), [
		{ first: 0, last: 5 },
		{ first: 7, last: 7 },
	]);
	assert.equal(categoryRuns(0n), []);
});

runs('leave a gap between neighbors and cover the set, for every set', () => {
	fc.assert(
		fc.property(categories, (set) => {
			let covered = 0n;
			let previous = -2;
			for (const { first, last } of categoryRuns(set)) {
				assert.ok(first > previous + 1);
				for (let n = first; n <= last; n += 1) covered |= 1n << BigInt(n);
				previous = last;
			}
			assert.is(covered, set);
		}),
	);
});

runs.run();
