// No command that `peercon explain` prints for a record of the public is of a form that remedies.test.ts does not run.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { commandsFor, formsOf } from './printed.ts';
import { MCS, MLS } from './remedies.ts';

/** What no guest of Debian's can run. */
const OF_OTHER_SYSTEMS = [
	// A label of Android's.
	'chcon',
	// The package manager of Fedora.
	'dnf reinstall',
];

const forms = suite('the commands of remedies');

forms('should each be run below that the records of the public lead to', () => {
	const asked: { record: string }[] = JSON.parse(
		readFileSync(
			join(import.meta.dirname, '../../../packages/explain/test/public-records.json'),
			'utf8',
		),
	);
	const run = new Set(
		[...MCS, ...MLS].flatMap(({ record }) => commandsFor(record).flatMap(formsOf)),
	);
	const printed = new Set(asked.flatMap(({ record }) => commandsFor(record).flatMap(formsOf)));
	assert.equal([...printed].filter((form) => !run.has(form)).sort(), OF_OTHER_SYSTEMS);
});

forms.run();
