import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatLevel, MAX_SENSITIVITY, parseLevel } from '../src/index.ts';
import { level } from './arbitraries.ts';
import { failsAt } from './fails-at.ts';

const parsing = suite('parseLevel');

parsing('reads a sensitivity alone and with categories', () => {
	assert.equal(parseLevel('s0'), { sensitivity: 0, categories: 0n });
	assert.equal(parseLevel('s15:c0,c2'), { sensitivity: 15, categories: 0b101n });
});

parsing('refuses an empty category list', () => {
	failsAt(parseLevel, 's0:', 3);
});

parsing('refuses what is not a raw sensitivity', () => {
	failsAt(parseLevel, '', 0);
	failsAt(parseLevel, 'SystemLow', 0);
	failsAt(parseLevel, 's', 1);
	failsAt(parseLevel, 's:c1', 1);
	failsAt(parseLevel, 's00', 1);
	failsAt(parseLevel, 'c1', 0);
});

parsing('refuses a range', () => {
	failsAt(parseLevel, 's0-s1', 2);
});

parsing('refuses a second category field', () => {
	failsAt(parseLevel, 's0:c1:c2', 5);
});

parsing('takes sensitivities up to the last that the kernel can number', () => {
	assert.is(parseLevel('s4294967294').sensitivity, MAX_SENSITIVITY);
	failsAt(parseLevel, 's4294967295', 1);
	failsAt(parseLevel, `s${'9'.repeat(400)}`, 1);
});

parsing.run();

// ---

const formatting = suite('formatLevel');

formatting('leaves out an empty category list', () => {
	assert.is(formatLevel({ sensitivity: 3, categories: 0n }), 's3');
});

formatting('writes the canonical form', () => {
	assert.is(formatLevel(parseLevel('s0:c7,c5,c6,c20,c21')), 's0:c5.c7,c20,c21');
});

formatting('gives back what parseLevel reads, for every level', () => {
	fc.assert(fc.property(level, (l) => assert.equal(parseLevel(formatLevel(l)), l)));
});

formatting.run();
