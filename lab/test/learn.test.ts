// One round of `npx lab module learn`, at a bench that only says what was denied.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseDenials } from '../src/denials.ts';
import type { Run } from '../src/workbench/bench.ts';
import { type Learning, oneRound } from '../src/workbench/learn.ts';

const denied = (target: string, subject = 'a_t', permissive = 1) =>
	`audit: type=1400 audit(1.000:1): avc:  denied  { read } for  pid=1 comm="a" scontext=u:r:${subject}:s0 tcontext=u:r:${target}:s0 tclass=file permissive=${permissive}`;

const ran = (...records: string[]): Run => ({
	seen: 'fine',
	output: '',
	hasHung: false,
	denials: parseDenials(records.join('\n')),
});

const reading = (target: string) => [{ target, class: 'file', permissions: ['read'] }];

const CATALOG = {
	attributes: {},
	interfaces: { read_etc: reading('etc_t'), read_proc: reading('proc_t') },
};

/** What is denied while nothing is enforced, and while everything is. */
function bench(permissive: Run, enforced: Run): Learning {
	let isEnforced = true;
	return {
		types: ['a_t'],
		domains: ['a_t'],
		homes: { a_t: 'a.te' },
		interfaces: { read_b: reading('b_t') },
		allowed: { rules: [], attributes: {} },
		run: async () => (isEnforced ? enforced : permissive),
		async whilePermissive(work) {
			isEnforced = false;
			const result = await work();
			isEnforced = true;
			return result;
		},
	};
}

const linesOf = async (permissive: Run, enforced: Run) =>
	(await oneRound(bench(permissive, enforced), CATALOG)).proposals.flatMap(({ lines }) => lines);

const round = suite('a round of learning');

round('should be about what is denied while nothing is enforced', async () => {
	assert.equal(await linesOf(ran(denied('etc_t'), denied('proc_t', 'other_t')), ran()), [
		'read_etc(a_t)',
	]);
	assert.equal(await linesOf(ran(denied('b_t')), ran()), ['read_b(a_t)'], "a module's own one");
});

round('should be about what is denied only while everything is enforced, too', async () => {
	const only = ran(denied('proc_t'));
	assert.equal(await linesOf(ran(), only), ['read_proc(a_t)']);
	// What nothing can be done about is no reason to stop there.
	const { proposals, unsolved, seen } = await oneRound(
		bench(ran(denied('unlabeled_t')), ran(denied('unlabeled_t', 'a_t', 0), denied('proc_t'))),
		CATALOG,
	);
	assert.is(proposals.length, 1);
	assert.is(unsolved.length, 1);
	assert.match(seen, /^something is denied\navc: denied \{ read \}/);
});

round('should be the last where nothing is denied', async () => {
	const { proposals, unsolved, seen } = await oneRound(bench(ran(), ran()), CATALOG);
	assert.equal([proposals, unsolved, seen], [[], [], 'fine']);
});

round('should say that of a test that fails for something else', async () => {
	const failing = bench({ ...ran(), seen: 'exit status 3', output: 'no \x1b[1m' }, ran());
	try {
		await oneRound(failing, CATALOG);
		assert.unreachable();
	} catch (error) {
		assert.match((error as Error).message, /nothing is enforced, .*: exit status 3\nno \\x1b\[1m$/);
	}
});

round.run();
