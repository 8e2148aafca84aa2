// Records that people have asked about in public, of which it is known what the cause was: by the commit
// that mended it, or by who answered. Names, addresses and paths are others here. Each is in the form in
// which it was pasted.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type KernelMessage, readRecords, type SelinuxRecord } from '@peercon/records';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { reportText } from '../src/explanation-text.ts';
import { type Explanation, explain, knownFromLog, pastedAnswers } from '../src/index.ts';

interface Asked {
	name: string;
	/** Where it was asked; with 'like' before it, of a record that was made after that one. */
	source: string;
	/** What it was. */
	truth: string;
	record: string;
	/** The layer of each record; without a record, of each line that tells of one. */
	layers: string[];
	/** What is said of some record of it, in this order, and what of none: words as they are shown, whatever the line. */
	says?: string[];
	saysNot?: string[];
}

const ASKED: Asked[] = JSON.parse(
	readFileSync(join(import.meta.dirname, 'public-records.json'), 'utf8'),
);

const asked = suite('what people have asked in public');

for (const { name, truth, record, layers, says = [], saysNot = [] } of ASKED) {
	asked(`${name}: ${truth}`, () => {
		const { problems } = readRecords(record);
		const told = toldIn(record);
		const said = explained(record);
		assert.equal(problems, []);
		assert.equal(
			said.map(({ layer }) => layer),
			layers,
		);
		const shownOf = (explanation: Explanation, at: number) =>
			reportText(explanation, { record: told[at] as Told, count: 1 });
		const all = said.map(shownOf).join('').replace(/\s+/g, ' ');
		let from = 0;
		for (const words of says) {
			const at = all.indexOf(words, from);
			assert.ok(at >= 0, `says ${words}: ${all}`);
			from = at;
		}
		for (const words of saysNot) assert.not.ok(all.includes(words), `saysNot ${words}: ${all}`);
		for (const [at, explanation] of said.entries()) {
			const shown = shownOf(explanation, at);
			if (!explanation.certain) assert.match(shown, /\n {2}layer {3}probably /);
			assert.not.ok(rulesOn(explanation, 'unlabeled_t').length > 0, 'no rule on unlabeled_t');
			assert.not.match(shown, /SystemHigh|c0\.c1023 [^ ]*container/);
		}
	});
}

type Told = SelinuxRecord | KernelMessage;

/** The records of a text, or where it has none what else tells of a refusal. */
function toldIn(text: string): Told[] {
	const { records, messages } = readRecords(text);
	return records.length > 0 ? records : messages;
}

/** As the program explains a log, but where a policy is at hand. */
function explained(text: string): Explanation[] {
	const log = readRecords(text);
	const pasted = pastedAnswers(log);
	const known = knownFromLog(log);
	if (log.records.length === 0) return log.messages.map((message) => explain(message));
	return log.records.map((record) => {
		const answer = record.kind === 'access' ? pasted.get(record) : undefined;
		return explain(record, { answer, ...known });
	});
}

function rulesOn({ remedies }: Explanation, type: string) {
	return remedies.filter(({ kind, text }) => kind === 'rule' && text?.includes(` ${type}:`));
}

/** What is labeled so is another file: what starts the program, or what wraps it. */
const OF_ANOTHER_FILE = /\bPROGRAM\b|is labeled so itself/;

/** Whether it is advised to give the object the type that it has. */
function labelsAsItIs({ remedies }: Explanation, type: string): boolean {
	return remedies
		.filter(({ why }) => !OF_ANOTHER_FILE.test(why))
		.flatMap(({ why, text = '' }) => [...`${why} ${text}`.matchAll(/fcontext -a -t (\w+)/g)])
		.some(([, given]) => given === type);
}

asked('should have some advice for all that is refused', () => {
	for (const { name, record } of ASKED) {
		const told = toldIn(record);
		for (const [at, { layer, remedies }] of explained(record).entries()) {
			const one = told[at];
			const isRefused = one?.kind === 'access' && one.decision === 'denied' && layer !== 'none';
			assert.ok(!isRefused || remedies.length > 0, name);
		}
	}
});

asked('should have no advice to give a file the label that it has', () => {
	let labels = 0;
	for (const { name, record } of ASKED) {
		const told = toldIn(record);
		for (const [at, said] of explained(record).entries()) {
			const one = told[at];
			if (one?.kind !== 'access') continue;
			labels += said.remedies.some(({ text }) => text?.includes('fcontext')) ? 1 : 0;
			assert.not.ok(labelsAsItIs(said, one.object.type), name);
		}
	}
	assert.ok(labels > 50, `${labels} labels`);
});

/** What audit2why(1) and audit2allow(1) print of what a policy has said. */
const POLICY_WAS_ASKED = /Was caused by:|#!!!!|; Constraint DENIED/;

asked('should have no layer for certain that only a policy could tell', () => {
	let certain = 0;
	for (const { name, record } of ASKED) {
		// The kernel says in such a record itself what it was, and semodule(8) which module failed.
		const errors = toldIn(record).map(
			(one) =>
				one.kind === 'error' || (one.kind === 'message' && one.about === 'module of a policy'),
		);
		for (const [at, said] of explained(record).entries()) {
			if (!said.certain || errors[at]) continue;
			certain += 1;
			assert.is(said.basis, 'paste', name);
			// sealert(8) weighs, and says itself how sure it is.
			assert.match(record, POLICY_WAS_ASKED, name);
		}
	}
	assert.ok(certain > 3);
});

asked.run();
