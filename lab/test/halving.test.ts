import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Attempt, findUnneeded } from '../src/workbench/halving.ts';

const range = (length: number) => Array.from({ length }, (_, index) => index);

/** Things 0 to n - 1, of which some are needed; every attempt is kept. */
function bench(isFine: (without: readonly number[]) => boolean, names = false) {
	const tried: number[][] = [];
	return {
		tried,
		async attempt(without: readonly number[]): Promise<Attempt<number>> {
			tried.push([...without]);
			const missed = names ? without.filter((each) => !isFine([each])) : [];
			return { isFine: isFine(without), missed };
		},
	};
}

const needs =
	(needed: readonly number[]) =>
	(without: readonly number[]): boolean =>
		!without.some((each) => needed.includes(each));

const halving = suite('halving');

halving(
	'should take one attempt where nothing is needed, and none where there is nothing',
	async () => {
		const { attempt, tried } = bench(() => true);
		const { unneeded } = await findUnneeded(range(100), [], attempt);
		assert.equal(unneeded, range(100));
		assert.is(tried.length, 1);
		await findUnneeded([], [], attempt);
		assert.is(tried.length, 1);
	},
);

halving(
	'should find one that is needed within log2(n) attempts and those beside them',
	async () => {
		const n = 64;
		let all = 0;
		for (const one of range(n)) {
			const { attempt, tried } = bench(needs([one]));
			const { unneeded, needed } = await findUnneeded(range(n), [], attempt);
			assert.equal([...needed.keys()], [one]);
			assert.equal(
				unneeded.toSorted((a, b) => a - b),
				range(n).filter((each) => each !== one),
			);
			assert.ok(tried.length <= 1 + 2 * Math.log2(n), `${one}: ${tried.length}`);
			all += tried.length;
		}
		assert.is(all / n, 1 + 1.5 * Math.log2(n));
	},
);

halving('should take at most about 2 k log2(n) attempts for k that are needed', async () => {
	for (const n of [10, 33, 128]) {
		for (const k of [2, 5, 9]) {
			const needed = range(k).map((each) => Math.floor((each * n) / k));
			const { attempt, tried } = bench(needs(needed));
			const found = await findUnneeded(range(n), [], attempt);
			assert.equal(
				[...found.needed.keys()].toSorted((a, b) => a - b),
				needed,
			);
			assert.ok(tried.length <= 1 + 2 * k * Math.ceil(Math.log2(n)), `${k} of ${n}`);
			assert.ok(tried.length <= 2 * n);
		}
	}
});

halving('should take k + 1 attempts where each is suspected that is needed', async () => {
	const needed = [3, 50, 51, 97];
	for (const n of [98, 100, 10_000]) {
		const { attempt, tried } = bench(needs(needed));
		const found = await findUnneeded(range(n), needed, attempt);
		assert.equal([...found.needed.keys()], needed);
		assert.is(tried.length, needed.length + 1, 'what nothing needs costs nothing');
	}
});

halving('should take little more where an attempt names what it has missed', async () => {
	const needed = [3, 50, 51, 97];
	const { attempt, tried } = bench(needs(needed), true);
	const found = await findUnneeded(range(100), [], attempt);
	assert.equal([...found.needed.keys()], needed);
	assert.is(tried.length, needed.length + 2);
});

halving('should not believe a suspicion, nor a name', async () => {
	const { attempt } = bench(needs([7]));
	const found = await findUnneeded(range(10), [1, 2], attempt);
	assert.equal([...found.needed.keys()], [7]);
	const lying = async (without: readonly number[]) => ({
		isFine: !without.includes(7),
		missed: without.filter((each) => each === 2),
	});
	assert.equal([...(await findUnneeded(range(10), [], lying)).needed.keys()], [7]);
});

halving('should find one of two that do the same to be needed', async () => {
	const { attempt, tried } = bench((without) => !(without.includes(2) && without.includes(5)));
	const { unneeded, needed } = await findUnneeded(range(8), [], attempt);
	assert.equal(needed.size, 1);
	assert.is(unneeded.length, 7);
	assert.ok(tried.some((each) => each.length === 7 && !each.includes([...needed.keys()][0] ?? 0)));
});

halving(
	'should show for each the attempt that failed without it, and else without unneeded ones',
	async () => {
		const isFine = needs([4, 11, 12]);
		const attempt = async (without: readonly number[]) => ({
			isFine: isFine(without),
			missed: [],
			without,
		});
		const { needed, unneeded } = await findUnneeded(range(16), [], attempt);
		assert.is(needed.size, 3);
		for (const [each, { without }] of needed) {
			assert.ok(without.includes(each));
			assert.ok(without.every((other) => other === each || unneeded.includes(other)));
		}
	},
);

halving.run();
