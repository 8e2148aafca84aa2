// What `peercon explain` knows of constraints without asking a policy is what Debian's two policies have, for
// every class and permission that they compare levels for: as seinfo(1) lists them, and as audit2why(1) finds
// them in records; and it has words for all that they know.
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { sentence } from '../../../packages/explain/src/check/sentence.ts';
import { constraintsOn } from '../../../packages/explain/src/constraint/constraint.ts';
import { EXEMPT } from '../../../packages/explain/src/constraint/mls-exempt.ts';
import { failedLevels } from '../../../packages/explain/src/layer/levels.ts';
import { type AccessRecord, parseRecord } from '../../../packages/records/src/index.ts';
import { type ScenarioGuest, scenario } from '../../src/scenario.ts';
import { SECADM } from '../common/login.ts';

/** Of X and of databases: their programs keep logs of their own. */
const ELSEWHERE = /^(?:x_|db_|context unused_perm)/;

/** Comparisons as seinfo(1) prints them, before what exempts from them; the first that fits. */
const PRINTED: [printed: RegExp, comparisons: string[]][] = [
	[/^l1 dom l2 and \( h1 domby h2 \)/, ['l1-h1 in l2-h2']],
	[/^l1 dom l2 and \( l1 domby h2 \)/, ['l1 in l2-h2']],
	[/^l1 dom l2/, ['l1 dom l2']],
	[/^h1 dom h2 and \( l1 domby l2 \)/, ['h1 dom h2', 'l1 domby l2']],
	[/^h1 dom h2 and \( l2 == h2 \)/, ['h1 dom h2', 'l2 eq h2']],
	[/^h1 dom h2 and \( l1 == l2/, ['h1 dom h2', 'l1 eq l2']],
	[/^h1 dom h2/, ['h1 dom h2']],
	[/^l1 == l2 .* and \( l1 == h2 \)/, ['l1 eq l2', 'l1 eq h2']],
	[/^l1 == l2/, ['l1 eq l2']],
	[/^l2 == h2/, ['l2 eq h2']],
];

/** `file read: l1 dom l2` for each class and permission that a policy constrains. */
async function constrained(guest: ScenarioGuest): Promise<string[]> {
	const printed = await guest.quietly('seinfo --flat --constrain');
	const lines = Array.from(
		printed.matchAll(/^mlsconstrain (\w+) (?:\{ (.*?) \}|(\w+)) \(+ ?(.*)\);/gm),
	);
	assert.ok(lines.length > 80);
	const found = new Map<string, Set<string>>();
	for (const [line, of = '', several, one = '', expression = ''] of lines) {
		if (ELSEWHERE.test(of)) continue;
		const [, comparisons] = PRINTED.find(([pattern]) => pattern.test(expression)) ?? [];
		assert.ok(comparisons, line);
		for (const permission of (several ?? one).split(' ')) {
			const name = `${of} ${permission}`;
			found.set(name, new Set([...(found.get(name) ?? []), ...comparisons]));
		}
	}
	return [...found].map(([name, set]) => `${name}: ${[...set].sort().join(', ')}`).sort();
}

/** Every class and permission that the policy knows. */
async function known(guest: ScenarioGuest): Promise<[of: string, permission: string][]> {
	const listed = await guest.quietly('cd /sys/fs/selinux/class && ls -d */perms/*');
	return listed
		.trim()
		.split('\n')
		.map((path) => path.split('/perms/') as [string, string]);
}

/** Of what explain knows to be exempt, all that this policy has is. */
async function exempted(guest: ScenarioGuest): Promise<void> {
	const listed = async (command: string) =>
		(await guest.quietly(`seinfo --flat ${command}`)).trim().split(/\s+/);
	const types = new Set(await listed('-t'));
	for (const [attribute, known] of EXEMPT) {
		const exempt = await listed(`-x -a ${attribute} | grep -v '^attribute'`);
		const wrong = [...known].filter((type) => types.has(type) && !exempt.includes(type));
		assert.equal(wrong, [], attribute);
		assert.ok(
			[...known].some((type) => types.has(type)),
			attribute,
		);
	}
}

/** Ranges of a subject and of an object: equal, below, above, around, within, and beside each other. */
const PAIRS = {
	mcs: ['s0 s0', 's0 s0:c1', 's0:c1 s0', 's0-s0:c1 s0:c1', 's0:c1 s0-s0:c2', 's0:c1 s0:c2'],
	mls: ['s1 s1', 's0 s1', 's1 s0', 's0-s2 s1', 's1 s0-s2', 's1:c1 s1:c2'],
};

/** Two types of which one may do everything to the other, and no attribute exempts either. */
async function everythingAllowed(guest: ScenarioGuest, kind: 'mcs' | 'mls'): Promise<void> {
	const types = `(type compared_t)(type asked_t)
		(roletype system_r compared_t)(roletype system_r asked_t)
		${kind === 'mcs' ? '(typeattributeset mcs_constrained_type (compared_t))' : ''}`;
	await guest.must(
		`{ echo '${types}'
		for class in $(ls /sys/fs/selinux/class); do echo "(allow compared_t asked_t ($class (all)))"; done
		} > /root/everything.cil && semodule -i /root/everything.cil`,
		kind === 'mls' ? SECADM : {},
	);
}

for (const [kind, policy] of [
	['mcs', 'default'],
	['mls', 'mls'],
] as const) {
	const constraints = scenario(`constraints of ${kind.toUpperCase()}`, { policy });

	constraints('should be those that explain knows', async (guest) => {
		const table = (await known(guest)).flatMap(([of, permission]) => {
			const rows = constraintsOn(kind, of, permission).filter(({ policies }) =>
				policies.includes('refpolicy'),
			);
			const comparisons = [...new Set(rows.flatMap(({ holds }) => holds))].sort();
			return rows.length === 0 ? [] : [`${of} ${permission}: ${comparisons.join(', ')}`];
		});
		assert.equal(table.filter((row) => !ELSEWHERE.test(row)).sort(), await constrained(guest));
	});

	constraints('should be what audit2why finds, for each permission', async (guest) => {
		await everythingAllowed(guest, kind);
		const script = '/root/every-permission.sh';
		await guest.bring(join(import.meta.dirname, 'every-permission.sh'), script);
		const pairs = PAIRS[kind].map((pair) => `'${pair}'`).join(' ');
		const found = await guest.must(`${script} compared_t asked_t ${pairs}`);
		const expected = (await known(guest)).flatMap(([of, permission]) =>
			PAIRS[kind].flatMap((pair) => {
				const [subject, object] = pair.split(' ');
				const record = parseRecord(
					`avc:  denied  { ${permission} } for  scontext=system_u:system_r:compared_t:${subject} tcontext=system_u:system_r:asked_t:${object} tclass=${of}`,
				);
				const fails = failedLevels(record as AccessRecord, kind).some(({ constraint }) =>
					constraint.policies.includes('refpolicy'),
				);
				return fails && !ELSEWHERE.test(of) ? [`${of} ${permission} ${pair}`] : [];
			}),
		);
		const told = found
			.trim()
			.split('\n')
			.filter((line) => !ELSEWHERE.test(line));
		assert.equal([...new Set(told)].sort(), expected.sort());
		assert.ok(expected.length > 500);
	});

	constraints('should not be all: explain has words for each permission', async (guest) => {
		const without = (await known(guest)).filter(([of, permission]) => {
			const record = parseRecord(
				`avc:  denied  { ${permission} } for  scontext=a:b:c_t:s0 tcontext=a:b:d_t:s0 tclass=${of}`,
			);
			return sentence(record as AccessRecord).includes(`'${permission}'`);
		});
		const names = without.map((each) => each.join(' '));
		assert.equal(names, ['context unused_perm']);
	});

	if (kind === 'mls') constraints('should exempt whom explain says', exempted);

	constraints.run();
}
