import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Categories, type CipsoTag, categoryRuns, fitsCipsoTag } from '../src/index.ts';
import { categories } from './arbitraries.ts';

const octets = suite('CIPSO tags against the octets they take');

// The kernel's arithmetic (net/ipv4/cipso_ipv4.c), written down a second time and another way:
// the octets each tag needs for its categories, of which an IPv4 option leaves 30.
const octetsNeeded: Record<CipsoTag, (set: Categories) => number> = {
	1: (set) => Math.ceil((set === 0n ? 0 : set.toString(2).length) / 8),
	2: (set) => 2 * set.toString(2).replaceAll('0', '').length,
	5: (set) => categoryRuns(set).reduce((sum, { first }) => sum + (first === 0 ? 2 : 4), 0),
};

// Sets near the limits: the categories of a random one, and a number of every other category.
const nearLimits = fc
	.tuple(categories, fc.nat({ max: 17 }), fc.nat({ max: 300 }))
	.map(([set, count, from]) => {
		let near = set;
		for (let n = 0; n < count; n += 1) near |= 1n << BigInt(from + 2 * n);
		return near;
	});

for (const tag of [1, 2, 5] as const) {
	octets(`tag ${tag} fits exactly the sets that take at most 30 octets`, () => {
		fc.assert(
			fc.property(nearLimits, (set) => {
				const { fits } = fitsCipsoTag({ sensitivity: 0, categories: set }, tag);
				assert.is(fits, octetsNeeded[tag](set) <= 30);
			}),
			{ numRuns: 500 },
		);
	});
}

octets.run();
