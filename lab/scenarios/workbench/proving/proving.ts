// A daemon of Debian's, its module and its test, for the workbench.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { Proof, Verdict } from '../../../src/workbench/prove.ts';
import { lab } from '../../../test/command.ts';

/** The page's name, in docs/. */
export const DOCUMENT = 'proving-a-policy.md';

/** What lets a test start its daemon as often as it likes. */
const TREE = join(import.meta.dirname, 'tree');

/**
 * Proves a module by the test of its daemon that is here.
 *
 * @param folder - a copy of the module, to which the test is added
 * @param name - the daemon's
 * @param packages - Debian's that it takes
 * @param words - for the test
 */
export async function provedBy(folder: string, name: string, packages: string, ...words: string[]) {
	cpSync(join(import.meta.dirname, `${name}-test.sh`), join(folder, 'test.sh'));
	const options = ['--json', '--with', TREE, '--packages', packages];
	const outcome = await lab('module', 'prove', folder, ...options, '--', './test.sh', ...words);
	assert.is(outcome.stderr.includes('lab: ... failed'), false, outcome.stderr);
	return JSON.parse(outcome.stdout) as Proof;
}

/** The texts of lines of which something was said. */
export function said(verdict: Verdict, { lines }: Proof): string[] {
	return lines.filter((line) => line.verdict === verdict).map(({ text }) => text);
}
