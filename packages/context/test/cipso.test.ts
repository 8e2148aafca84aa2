import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CipsoTag, fitsCipsoTag, parseLevel } from '../src/index.ts';

const tags: CipsoTag[] = [1, 2, 5];

function fits(level: string, tag: CipsoTag): void {
	assert.equal(fitsCipsoTag(parseLevel(level), tag), { fits: true });
}

function misfit(level: string, tag: CipsoTag, reason: string): void {
	assert.equal(fitsCipsoTag(parseLevel(level), tag), { fits: false, reason });
}

const all = suite('every CIPSO tag');

for (const tag of tags) {
	all(`tag ${tag} fits a level without categories, up to s255`, () => {
		fits('s0', tag);
		fits('s255', tag);
		misfit('s256', tag, 's256 is too high for CIPSO, which has one octet for it: s0 to s255');
	});
}

all.run();

// ---

// The levels here are those of selinux-testsuite, tests/inet_socket, and their neighbors.
const tag1 = suite('CIPSO tag 1, bitmap');

tag1('fits categories up to c239', () => {
	fits('s0:c61.c239', 1);
	fits('s0:c0.c239', 1);
});

tag1('does not fit c240 and names it', () => {
	misfit('s0:c0.c240', 1, 'c240 is too high for CIPSO tag 1, a bitmap of c0 to c239');
});

tag1('names the lowest category that does not fit', () => {
	misfit('s0:c20.c250', 1, 'c240 is too high for CIPSO tag 1, a bitmap of c0 to c239');
	misfit('s0:c1,c300,c1023', 1, 'c300 is too high for CIPSO tag 1, a bitmap of c0 to c239');
});

tag1.run();

// ---

const tag2 = suite('CIPSO tag 2, enumerated');

tag2('fits 15 categories, however high', () => {
	fits('s0:c0.c14', 2);
	fits('s0:c1009.c1023', 2);
});

tag2('does not fit 16 categories and names the sixteenth', () => {
	misfit(
		's0:c0.c15',
		2,
		'16 categories are too many for CIPSO tag 2, a list of at most 15: c15 does not fit',
	);
	misfit(
		's0:c0.c13,c100,c200,c300',
		2,
		'17 categories are too many for CIPSO tag 2, a list of at most 15: c200 does not fit',
	);
});

tag2.run();

// ---

const tag5 = suite('CIPSO tag 5, ranged');

const tooManyRuns = (count: number, first: string) =>
	`${count} runs of categories are too many for CIPSO tag 5, which holds 7, or 8 if the lowest starts at c0: the run at ${first} does not fit`;

tag5('fits 7 runs, of one category or many', () => {
	fits('s0:c1,c3.c4,c6,c8,c10,c12,c14.c1023', 5);
});

tag5('does not fit 8 runs that start above c0', () => {
	misfit('s0:c1,c3,c5,c7,c9,c11,c13,c15.c20', 5, tooManyRuns(8, 'c15'));
});

tag5('fits 8 runs if the lowest starts at c0', () => {
	fits('s0:c0,c2,c4,c6,c8,c10,c12,c14', 5);
	fits('s0:c0.c1,c3,c5,c7,c9,c11,c13,c15', 5);
});

tag5('does not fit 9 runs', () => {
	misfit('s0:c0,c2,c4,c6,c8,c10,c12,c14,c16', 5, tooManyRuns(9, 'c16'));
});

tag5.run();
