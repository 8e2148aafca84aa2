import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
	dominates,
	equal,
	formatRange,
	includes,
	includesLevel,
	lub,
	parseLevel,
	parseRange,
} from '../src/index.ts';
import { level, range } from './arbitraries.ts';
import { failsAt } from './fails-at.ts';

const parsing = suite('parseRange');

parsing('reads low and high', () => {
	assert.equal(parseRange('s0-s15:c0.c1023'), {
		low: parseLevel('s0'),
		high: parseLevel('s15:c0.c1023'),
	});
});

parsing('reads a single level as low and high', () => {
	assert.equal(parseRange('s0:c1'), { low: parseLevel('s0:c1'), high: parseLevel('s0:c1') });
});

parsing('refuses a high level that does not dominate the low level, at the high level', () => {
	failsAt(parseRange, 's1-s0', 3);
	failsAt(parseRange, 's0:c1-s0:c2', 6);
	failsAt(parseRange, 's0:c1-s15', 6);
});

parsing('refuses missing and extra levels', () => {
	failsAt(parseRange, '', 0);
	failsAt(parseRange, '-s0', 0);
	failsAt(parseRange, 's0-', 3);
	failsAt(parseRange, 's0-s1-s2', 5);
	failsAt(parseRange, 's0:c0-c1', 6);
});

parsing.run();

// ---

const formatting = suite('formatRange');

formatting('writes one level if low equals high', () => {
	assert.is(formatRange(parseRange('s0:c0,c1-s0:c1,c0')), 's0:c0,c1');
});

formatting('writes low and high otherwise', () => {
	assert.is(formatRange(parseRange('s0-s0:c2,c1,c0')), 's0-s0:c0.c2');
});

formatting('gives back what parseRange reads, for every range', () => {
	fc.assert(fc.property(range, (r) => assert.equal(parseRange(formatRange(r)), r)));
});

formatting.run();

// ---

const inclusion = suite('includes and includesLevel');

const server = parseRange('s0:c1-s2:c0.c5');

inclusion('includes the ends', () => {
	assert.ok(includes(server, server));
	assert.ok(includesLevel(server, server.low));
	assert.ok(includesLevel(server, server.high));
});

inclusion('excludes a range that sticks out below or above', () => {
	assert.ok(includes(server, parseRange('s1:c1-s2:c1,c2')));
	assert.not(includes(server, parseRange('s0-s2:c0.c5')));
	assert.not(includes(server, parseRange('s0:c1-s3:c0.c5')));
	assert.not(includes(server, parseRange('s0:c1-s2:c0.c6')));
});

inclusion('excludes a level that is incomparable with an end', () => {
	assert.ok(includesLevel(server, parseLevel('s1:c1')));
	assert.not(includesLevel(server, parseLevel('s1:c2')));
	assert.not(includesLevel(server, parseLevel('s1:c1,c6')));
});

inclusion('includes a range exactly if it includes both ends, for all ranges', () => {
	fc.assert(
		fc.property(range, range, (outer, inner) => {
			const both = includesLevel(outer, inner.low) && includesLevel(outer, inner.high);
			assert.is(includes(outer, inner), both);
		}),
	);
});

inclusion('is a partial order, for all ranges', () => {
	fc.assert(
		fc.property(range, range, (a, b) => {
			assert.ok(includes(a, a));
			const same = equal(a.low, b.low) && equal(a.high, b.high);
			assert.is(includes(a, b) && includes(b, a), same);
		}),
	);
});

inclusion('holds for every level built between low and high', () => {
	fc.assert(
		fc.property(range, level, (r, other) => {
			const above = lub(r.low, other);
			assert.is(includesLevel(r, above), dominates(r.high, other));
		}),
	);
});

inclusion.run();
