// docs/checks.md is made from the table of checks that `peercon explain` has.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Check } from '../../packages/explain/src/check/check.ts';
import { CHECKS } from '../../packages/explain/src/check/checks.ts';
import { constraintsOn } from '../../packages/explain/src/constraint/constraint.ts';
import { markdownTable } from '../manual/markdown-table.ts';
import { ROOT } from '../runner/files.ts';

const DOCUMENT = join(ROOT, 'docs/checks.md');

/** Checks with a row of their own; the rest of the table is of checks that are alike. */
const KNOWN = CHECKS.filter(({ asks }) => asks);
/** What programs meet on the network; others are of who configures it. */
const OF_THE_NETWORK = KNOWN.filter(({ class: of, when }) => when && of !== 'fd');

/** The scenarios that show a check of the network, by its allow rule's words. */
const SHOWN: [checks: RegExp, scenarios: string[]][] = [
	[
		/^netif|^node { sendto|^peer|name_connect/,
		['networking/permissions', 'networking/echo-article'],
	],
	[/^node { recvfrom|^packet { (send|recv)|_bind|polmatch/, ['networking/permissions']],
	[/forward_/, ['networking/forwarding']],
	[/^association { (sendto|recvfrom)/, ['full-labels/ipsec']],
	[/^sctp_socket/, ['full-labels/transports']],
];

/** What a check is called in an allow rule. */
function ruleOf({ class: of, permission }: Check): string {
	return `${of === '*_socket' ? 'tcp_socket' : of} { ${permission} }`;
}

function code(text: string | undefined): string {
	return text === undefined ? '' : `\`${text}\``;
}

/** The peer stands out: where it is the subject, no process on this host is. */
function parties({ subject, object }: Check): string {
	const who = subject === 'peer' ? `**${subject}**` : subject;
	return `the ${who} → ${subject === object ? 'itself' : `the ${object}`}`;
}

/** What must compare; a star where the object's type counts, too, and whose policy if not everybody's. */
function levelsOf({ class: of, permission }: Check, kind: 'mls' | 'mcs'): string {
	const found = constraintsOn(kind, of === '*_socket' ? 'tcp_socket' : of, permission);
	const families = new Set(found.flatMap(({ policies }) => policies));
	const whose = families.size === 1 ? ` (${[...families].join('')})` : '';
	const star = found.some(({ binds = [] }) => binds.includes('object')) ? ' *' : '';
	const comparisons = new Set(found.flatMap(({ holds }) => holds));
	return found.length === 0 ? '' : code([...comparisons].join(', ')) + star + whose;
}

function scenariosOf(check: Check): string {
	const found = SHOWN.find(([checks]) => checks.test(ruleOf(check)));
	assert.ok(found, `${ruleOf(check)} has a scenario`);
	return found[1].map((name) => `[${basename(name)}](${pathOf(name)})`).join(', ');
}

/** Where a scenario is, seen from the documents. */
function pathOf(name: string): string {
	const path = join(ROOT, 'lab/scenarios', `${name}.test.ts`);
	assert.ok(existsSync(path), `the scenario ${name}`);
	return relative(join(ROOT, 'docs'), path);
}

/** Compares a table of the document with what it should be, or writes it there. */
function documented(name: string, made: string): void {
	const text = readFileSync(DOCUMENT, 'utf8');
	const [whole = '', before = '', shown] =
		new RegExp(`(<!-- made: ${name} -->\n\n)((?:\\|.*\n)*)`).exec(text) ?? [];
	assert.ok(whole, `docs/checks.md has a place for '${name}'`);
	if (process.env.PEERCON_REFRESH_DOCS) {
		writeFileSync(
			DOCUMENT,
			text.replace(whole, () => `${before}${made}\n`),
		);
	} else {
		assert.is(shown, `${made}\n`, "docs/checks.md is stale: 'npm run docs' makes it anew");
	}
}

const tables = suite('docs/checks.md');

tables('should have every check that has a row of its own', () => {
	const heading = [
		'check',
		'who → what',
		'when it is made',
		'MLS',
		'MCS',
		'function of the kernel',
	];
	const rows = KNOWN.map((check) => [
		code(ruleOf(check)),
		parties(check),
		check.when?.brief ?? '',
		levelsOf(check, 'mls'),
		levelsOf(check, 'mcs'),
		code(check.asks),
	]);
	documented('checks', markdownTable(heading, rows));
});

tables('should tell what was checked in 2004', () => {
	const heading = ['2004', 'today', 'who → what', 'when it is made', 'shown by'];
	const rows = OF_THE_NETWORK.map((check) => [
		code(check.was) || '–',
		check.was === ruleOf(check) ? 'the same' : code(ruleOf(check)),
		parties(check),
		check.when?.brief ?? '',
		scenariosOf(check),
	]);
	documented('2004', markdownTable(heading, rows));
});

tables.run();
