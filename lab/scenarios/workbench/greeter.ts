// A program and its module, for the workbench: see tree/usr/local/bin/greeter.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { Proof } from '../../src/workbench/prove.ts';
import { lab } from '../../test/command.ts';

/** The module's folder, with its test. */
export const GREETER = join(import.meta.dirname, 'greeter');

/** The program and its configuration, as they lie on a host. */
export const TREE = join(import.meta.dirname, 'tree');

/** A copy of the module that a test may change, outside this checkout. */
export function copied(): string {
	const folder = mkdtempSync(join(tmpdir(), 'peercon-greeter-'));
	process.on('exit', () => rmSync(folder, { recursive: true }));
	cpSync(GREETER, folder, { recursive: true });
	return folder;
}

/** What a document shows of output: terminals are others each time. */
export function shown(output: string): string {
	return output.replace(/\/dev\/(ttyS|hvc)\d+/g, '/dev/ttyS0');
}

/** So many lines of a list are shown. */
const SEVERAL = [1, 2, 3, 4];

/** How often a test was run: once more for each time that it failed by chance. */
export const NUMBERS_OF_RUNS = /\d+ times, \d+ of them/;

/** Cuts long lists, whose lines begin with two blanks. Pipes have other numbers each time. */
export function cut(output: string): string {
	const lines = output.replace(/\bpipe:\[\d+\]/g, 'pipe:[4026]').split('\n');
	const isMore = (index: number) => SEVERAL.every((back) => lines[index - back]?.startsWith('  '));
	return lines
		.flatMap((line, index) => {
			if (!/^ {2}\S/.test(line) || !isMore(index)) return [line];
			return isMore(index - 1) ? [] : ['  ...'];
		})
		.join('\n');
}

/** Proves modules of a folder, and tells what was said of which of their lines. */
export async function proved(folder: string, ...words: string[]) {
	const found = await lab('module', 'prove', folder, '--json', '--with', TREE, ...words);
	assert.is(found.stderr.includes('lab: ... failed'), false, found.stderr);
	const proof = JSON.parse(found.stdout) as Proof;
	const said = (verdict: string) =>
		proof.lines.filter((line) => line.verdict === verdict).map(({ text }) => text.split('(')[0]);
	return { status: found.status, proof, said };
}
