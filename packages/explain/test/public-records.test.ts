// Records that people have asked about in public, of which it is known what the cause was: by the commit
// that mended it, or by who answered. Names, addresses and paths are others here. Each is in the form in
// which it was pasted.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRecords, type SelinuxRecord } from '@peercon/records';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { reportText } from '../src/explanation-text.ts';
import { type Explanation, explain, keptDomains, pastedAnswers } from '../src/index.ts';

interface Asked {
	name: string;
	source: string;
	/** What it was. */
	truth: string;
	record: string;
	/** The layer of each record. */
	layers: string[];
	/** What is said of some record of it, and what of none: words as they are shown, whatever the line. */
	says?: string[];
	saysNot?: string[];
}

const ASKED: Asked[] = JSON.parse(
	readFileSync(join(import.meta.dirname, 'public-records.json'), 'utf8'),
);

const asked = suite('what people have asked in public');

for (const { name, truth, record, layers, says = [], saysNot = [] } of ASKED) {
	asked(`${name}: ${truth}`, () => {
		const { records, problems } = readRecords(record);
		const said = explained(record);
		assert.equal(problems, []);
		assert.equal(
			said.map(({ layer }) => layer),
			layers,
		);
		const shownOf = (explanation: Explanation, at: number) =>
			reportText(explanation, { record: records[at] as SelinuxRecord, count: 1 });
		const all = said.map(shownOf).join('').replace(/\s+/g, ' ');
		for (const words of says) assert.ok(all.includes(words), `says ${words}: ${all}`);
		for (const words of saysNot) assert.not.ok(all.includes(words), `saysNot ${words}: ${all}`);
		for (const [at, explanation] of said.entries()) {
			const shown = shownOf(explanation, at);
			if (!explanation.certain) assert.match(shown, /\n {2}layer {3}probably /);
			assert.not.ok(rulesOn(explanation, 'unlabeled_t').length > 0, 'no rule on unlabeled_t');
			assert.not.match(shown, /SystemHigh|c0\.c1023 [^ ]*container/);
		}
	});
}

/** As the program explains a log, but where a policy is at hand. */
function explained(text: string): Explanation[] {
	const log = readRecords(text);
	const pasted = pastedAnswers(log);
	const kept = keptDomains(log.records);
	return log.records.map((record) => {
		const answer = record.kind === 'access' ? pasted.get(record) : undefined;
		return explain(record, answer, undefined, log.messages, kept);
	});
}

function rulesOn({ remedies }: Explanation, type: string) {
	return remedies.filter(({ kind, text }) => kind === 'rule' && text?.includes(` ${type}:`));
}

asked('should have no layer for certain that only a policy could tell', () => {
	const said = ASKED.flatMap(({ record }) => explained(record));
	assert.ok(said.length > 100);
	const errors = ASKED.flatMap(({ record }) => readRecords(record).records).map(
		({ kind }) => kind === 'error',
	);
	assert.ok(said.every(({ certain, basis }, at) => certain === (errors[at] || basis === 'paste')));
});

asked.run();
