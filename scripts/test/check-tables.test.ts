// docs/checks.md is made from the table of checks that `peercon explain` has.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Check } from '../../packages/explain/src/check/check.ts';
import { CHECKS } from '../../packages/explain/src/check/checks.ts';
import { constraintsOn } from '../../packages/explain/src/constraint/constraint.ts';
import { ROOT } from '../runner/files.ts';

const DOCUMENT = join(ROOT, 'docs/checks.md');

/** Checks with a row of their own; the rest of the table is of checks that are alike. */
const KNOWN = CHECKS.filter(({ asks }) => asks);
/** What programs meet on the network; others are of who configures it. */
const OF_THE_NETWORK = KNOWN.filter(({ class: of, when }) => when && of !== 'fd');

/** The scenarios that show a check of the network, by its allow rule's words. */
const SHOWN: [checks: RegExp, scenarios: string[]][] = [
	[/^netif|^node { sendto|^peer|name_connect/, ['permissions', 'echo-article']],
	[/^node { recvfrom|^packet { (send|recv)|_bind|polmatch/, ['permissions']],
	[/forward_/, ['forwarding']],
	[/^association { (sendto|recvfrom)/, ['ipsec']],
	[/^sctp_socket/, ['transports']],
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
	return found[1].map((name) => `[${name}](${pathOf(name)})`).join(', ');
}

/** Where a scenario is, seen from the documents. */
function pathOf(name: string): string {
	const files = readdirSync(join(ROOT, 'lab'), { recursive: true, withFileTypes: true });
	const file = files.find((entry) => entry.isFile() && entry.name === `${name}.test.ts`);
	assert.ok(file, `the scenario ${name}`);
	return relative(join(ROOT, 'docs'), join(file.parentPath, file.name));
}

/** A table of Markdown, its columns aligned. */
function table(heading: string[], rows: string[][]): string {
	const widths = heading.map((title, i) =>
		Math.max(...[title, ...rows.map((row) => row[i] ?? '')].map(({ length }) => length)),
	);
	const line = (cells: string[]) =>
		`| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
	const rule = widths.map((width) => '-'.repeat(width));
	return [heading, rule, ...rows].map(line).join('\n');
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
	documented('checks', table(heading, rows));
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
	documented('2004', table(heading, rows));
});

tables.run();
