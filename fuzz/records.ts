// Records as anybody who may name a file or a process can make them: explained without an error, safe
// for a terminal, and with nothing in a command that a shell obeys.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { explain, knownFromLog, pastedAnswers } from '@peercon/explain';
import { readRecords } from '@peercon/records';
import fc from 'fast-check';
import { reportJson, reportText } from '../packages/explain/src/explanation-text.ts';

const RECORDS = join(import.meta.dirname, '../packages/records/test/logs');

/** The kernel's own lines, and what tools say beside a record. */
const BESIDE = [
	'SELinux: unrecognized netlink message: protocol=0 nlmsg_type=106 sclass=x pid=7 comm=a',
	'SELinux: inode=78 on dev=vda was found to have an invalid context=u:r:x_t.',
	'SELinux: security_context_to_sid(u:r:x_t) failed for (dev vdb, type ext4) errno=-22',
	'Was caused by: One of the following booleans was set incorrectly. # setsebool -P a=1',
	"#!!!! This avc can be allowed using the boolean 'a=b'",
	'{"log":"avc:  denied  { read } for comm=\\"x\\" scontext=u:r:a_t tcontext=u:r:b_t tclass=file"}',
];

const lines = readdirSync(RECORDS)
	.filter((name) => name.endsWith('.log'))
	.flatMap((name) => readFileSync(join(RECORDS, name), 'utf8').split('\n'))
	.filter((line) => line.includes('='))
	.concat(BESIDE);

/** Everything that the kernel and the tools name in a record. */
const keys = [...new Set(lines.join(' ').match(/\b\w+(?==)/g))];

const hostile = fc.oneof(
	fc.constantFrom(
		'$(id)',
		'`id`',
		';id;',
		"'",
		'"',
		'\\',
		'a b',
		'-x',
		'\u202e',
		'\x1b[2J',
		'\x9b',
	),
	fc.constantFrom('u;id>/tmp/x;:r:t:s0', 'u:r:t:s0:c1-s0', '0', '-1', '99999999999', '{ }', ''),
	fc.string({ unit: 'binary', maxLength: 8 }),
	fc.string({ unit: 'grapheme', maxLength: 8 }),
);
/** As the kernel writes what is not printable. */
const hex = hostile.map((text) => Buffer.from(text).toString('hex').toUpperCase());
const value = fc.oneof(
	hostile,
	hex,
	hostile.map((text) => `"${text}"`),
);

/** A record with some of its fields replaced, or with more of them. */
const record = fc
	.tuple(
		fc.constantFrom(...lines),
		fc.array(fc.tuple(fc.constantFrom(...keys), value, fc.boolean()), { maxLength: 4 }),
	)
	.map(([line, changes]) =>
		changes.reduce(
			(text, [key, to, isMore]) =>
				isMore
					? `${text} ${key}=${to}`
					: text.replace(new RegExp(`\\b${key}=\\S*`), () => `${key}=${to}`),
			line,
		),
	);

/** What a terminal obeys: C0 but for the line feed, DEL, C1, bidi and other formatting. */
const OBEYED = /[^\P{C}\n]|[\p{Zl}\p{Zp}]/u;

/** Commands of plain and quoted words, one after the other: a shell of that family sees just these. */
const COMMAND = /^(?:(?:[\w.,:/@%+=-]|'[^']*'|\\'|\$'(?:[^'\\]|\\[0-7]{3})*')+(?: && | |$))+$/;

/** A rule of names that a policy can have, or a macro with such. */
const RULE = /^[a-z_]+(?:(?: (?:[{}]|[\w.-]+(?::[\w.-]+)?))+;|\([\w.-]+(?:, [\w.-]+)*\))$/;

export default fc.property(fc.array(record, { minLength: 1, maxLength: 3 }), (records) => {
	const log = readRecords(records.join('\n'));
	const answers = pastedAnswers(log);
	const known = knownFromLog(log);
	for (const one of [...log.records, ...log.messages]) {
		const answer = one.kind === 'access' ? answers.get(one) : undefined;
		const explanation = explain(one, { answer, ...known });
		const counted = { record: one, count: 1 };
		const text = reportText(explanation, counted);
		const json = reportJson(explanation, counted);
		if (OBEYED.test(text)) throw new Error(`a terminal would obey ${JSON.stringify(text)}`);
		if (OBEYED.test(json)) throw new Error(`a terminal would obey ${JSON.stringify(json)}`);
		JSON.parse(json);
		for (const { kind, text: command } of explanation.remedies) {
			if (command === undefined) continue;
			const isHarmless = (kind === 'rule' ? RULE : COMMAND).test(command);
			if (!isHarmless) throw new Error(`a shell or a compiler would obey ${command}`);
		}
	}
});
