import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type AccessRecord, parseRecord } from '@peercon/records';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { askPolicy, explain } from '../src/index.ts';
import { readWhy } from '../src/layer/policy-tools.ts';
import { answerOf } from './explained.ts';

/** The record that an answer of audit2why begins with. */
function recordOf(answer: string): AccessRecord {
	const record = parseRecord(answer.split('\n')[0] ?? '');
	if (record?.kind !== 'access') throw new Error(answer);
	return record;
}

/** What audit2why has printed in a guest, and the explanation that follows from it. */
function explained(name: string) {
	const output = answerOf(name);
	const record = recordOf(output);
	const answer = readWhy(output, record);
	return { answer, ...explain(record, { answer }) };
}

/** Puts tools that print a text before all others in PATH. */
async function withTools(tools: Record<string, string>, act: () => Promise<void>): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'peercon-tools-'));
	const { PATH } = process.env;
	try {
		for (const [name, script] of Object.entries(tools)) {
			writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
			chmodSync(join(folder, name), 0o755);
		}
		process.env.PATH = `${folder}${delimiter}${PATH}`;
		await act();
	} finally {
		process.env.PATH = PATH;
		rmSync(folder, { recursive: true });
	}
}

const why = suite('audit2why');

why('should tell a missing rule', () => {
	const { layer, basis, reason } = explained('terule.txt');
	assert.equal([layer, basis, reason], ['type enforcement', 'audit2why', 'No allow rule has it.']);
});

why('should tell a boolean, with the command', () => {
	const { layer, remedies } = explained('boolean.txt');
	assert.is(layer, 'boolean');
	assert.equal(
		remedies.map(({ text }) => text),
		['setsebool -P demo_can_connect 1'],
	);
});

why('should tell several booleans, of which one suffices', () => {
	const output = answerOf('boolean.txt').replace(/# .*/, '$&\n\n\t# setsebool -P another 1');
	const record = recordOf(output);
	const { reason, remedies } = explain(record, { answer: readWhy(output, record) });
	assert.match(reason, 'the booleans demo_can_connect, another: one of them suffices');
	assert.is(remedies[1]?.text, 'setsebool -P another 1');
});

why('should tell a constraint, with the levels', () => {
	const { layer, reason } = explained('constraint.txt');
	assert.is(layer, 'MCS constraint');
	assert.match(reason, 'it lacks c5,c7');
});

why('should pass over constraints on other permissions', () => {
	const { answer, layer } = explained('mls.txt');
	assert.is(answer?.constraints.length, 1);
	assert.match(answer?.constraints[0] ?? '', /^mlsconstrain process \{ transition \}/);
	assert.is(layer, 'MLS constraint');
});

why('should tell a missing role rule, and only that', () => {
	const { layer, remedies } = explained('rbac.txt');
	assert.is(layer, 'role allow rule');
	assert.equal(
		remedies.map(({ text }) => text),
		['allow unconfined_r demo_r;'],
	);
});

why('should tell what the policy allows by now', () => {
	const record = { ...recordOf(answerOf('allow.txt')), decision: 'denied' as const };
	const said = explain(record, { answer: readWhy(answerOf('allow.txt'), record) });
	assert.is(said.layer, 'none');
	assert.match(said.reason, 'The policy at hand allows it');
});

why('should say nothing where it printed nothing', () => {
	const record = recordOf(answerOf('terule.txt'));
	assert.is(readWhy('', record), undefined);
	assert.is(readWhy('Nothing to do\n', record), undefined);
});

why.run();

const asking = suite('askPolicy');
const TERULE = recordOf(answerOf('terule.txt'));
const PEER = recordOf(answerOf('constraint.txt'));
const CRASH = 'kill -SEGV $$';

asking('should give audit2why the record and the policy', async () => {
	const script = `[ "$*" = '-p some policy' ] || exit 1\nread -r line\necho "$line" | grep -q 'denied  { egress } for  scontext=.*tclass=netif' && cat '${join(import.meta.dirname, 'answers/terule.txt')}'`;
	await withTools({ audit2why: script, sesearch: CRASH }, async () => {
		assert.is((await askPolicy(TERULE, 'some policy'))?.reason, 'TERULE');
		assert.is(await askPolicy(TERULE), undefined);
	});
});

asking('should ask sesearch for the rule that a constraint overrides', async () => {
	const rule = 'allow domain netlabel_peer_t:peer recv;';
	const audit2why = `cat '${join(import.meta.dirname, 'answers/constraint.txt')}'`;
	const expected = '-A -s unconfined_t -t netlabel_peer_t -c peer -p recv';
	const sesearch = `[ "$*" = '${expected}' ] && echo '${rule}'`;
	await withTools({ audit2why, sesearch }, async () => {
		const answer = await askPolicy(PEER);
		assert.equal(answer?.rules, [rule]);
		assert.match(explain(PEER, { answer }).reason, `The rule is there: ${rule}`);
	});
});

asking('should do with sesearch alone', async () => {
	await withTools({ audit2why: CRASH, sesearch: 'true' }, async () => {
		const { layer, basis } = explain(TERULE, { answer: await askPolicy(TERULE) });
		assert.equal([layer, basis], ['type enforcement', 'sesearch']);
	});
	const rule = 'allow domain netlabel_peer_t:peer { recv };';
	await withTools({ audit2why: CRASH, sesearch: `echo '${rule}'` }, async () => {
		assert.is(explain(PEER, { answer: await askPolicy(PEER) }).layer, 'MCS constraint');
	});
});

asking('should deduce where a tool crashes or does not know the types', async () => {
	const sesearch = 'echo no_such_t is not a valid type attribute; exit 1';
	await withTools({ audit2why: CRASH, sesearch }, async () => {
		assert.is(await askPolicy(TERULE), undefined);
	});
});

asking.run();
