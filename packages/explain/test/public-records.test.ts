// Records that people have asked about in public, of which it is known what the cause was: by the commit
// that mended it, or by who answered. Names, addresses and paths are others here. Each is in the form in
// which it was pasted.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRecords } from '@peercon/records';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { reportText } from '../src/explanation-text.ts';
import { type Explanation, explain, pastedAnswers } from '../src/index.ts';

interface Asked {
	name: string;
	source: string;
	/** What it was. */
	truth: string;
	record: string;
	/** The layer of each record. */
	layers: string[];
	/** What must be said of them, and what must not, whatever the lines. */
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
		const shown = said
			.map((each, at) => reportText(each, { record: records[at] as never, count: 1 }))
			.join('\n')
			.replace(/\s+/g, ' ');
		for (const text of says) assert.ok(shown.includes(text), `says '${text}': ${shown}`);
		for (const text of saysNot) assert.not.ok(shown.includes(text), `does not say '${text}'`);
		for (const [at, explanation] of said.entries()) {
			const shown = reportText(explanation, { record: records[at] as never, count: 1 });
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
	return log.records.map((record) => {
		const answer = record.kind === 'access' ? pasted.get(record) : undefined;
		return explain(record, answer, undefined, log.messages);
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
