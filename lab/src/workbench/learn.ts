// Has a test run with a module's domains while nothing is enforced, and proposes lines for what would have been
// denied, until nothing is.
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printable } from '@peercon/context/foreign-text';
import { denialText } from '../denials.ts';
import { LabError } from '../errors.ts';
import { type Bench, openBench, type Run } from './bench.ts';
import { catalogOf } from './catalog.ts';
import { type Proposal, propose, type Unsolved } from './propose.ts';
import { HUNG } from './repeatable.ts';
import { type Sources, stem } from './sources.ts';
import { readStatements } from './te.ts';
import type { Wanted } from './variants.ts';

/** What a program asks for only after something else was allowed comes in another round. */
const ROUNDS = 5;

export interface Learned {
	/** For each file, such as `echo.te`, what is proposed for it. */
	proposals: { file: string; proposal: Proposal }[];
	unsolved: Unsolved[];
	/** The files with the lines in them. */
	texts: Map<string, string>;
	/** How the test goes with these, and everything enforced: `fine`, or what is wrong. */
	seen: string;
}

/**
 * Learns what modules lack. The modules' folder stays as it is.
 *
 * @param command - the test, for bash(1)
 * @param limit - see openBench
 * @throws LabError if the test fails although nothing is enforced
 */
export async function learn(wanted: Wanted, command: string, limit?: number): Promise<Learned> {
	const catalog = await catalogOf(wanted.policy);
	const folder = mkdtempSync(join(tmpdir(), 'peercon-learn-'));
	try {
		cpSync(wanted.sources.folder, folder, { recursive: true });
		const sources = { ...wanted.sources, folder, others: [...wanted.sources.others] };
		const learned: Learned = { proposals: [], unsolved: [], texts: new Map(), seen: '' };
		for (let round = 1; round <= ROUNDS; round++) {
			const bench = await openBench({ ...wanted, sources }, command, limit);
			try {
				const { denials, isLast } = await asked(bench);
				const known = { ...bench, allowed: bench.allowed.rules };
				const { proposals, unsolved } = propose(denials, known, catalog);
				learned.unsolved = unsolved;
				if (proposals.length === 0 || isLast) {
					learned.seen = howItEnds(await bench.run(), bench.domains);
					return learned;
				}
				write(sources, proposals, learned);
			} finally {
				await bench.close();
			}
		}
		throw new LabError(
			`after ${ROUNDS} rounds something is still denied that was not before: is the test repeatable?`,
		);
	} finally {
		rmSync(folder, { recursive: true });
	}
}

/** What is denied to the domains while nothing is enforced. */
async function asked(bench: Bench) {
	const { seen, output, denials, hasHung } = await bench.whilePermissive(() => bench.run());
	if (seen !== 'fine') {
		throw new LabError(
			`the test fails although nothing is enforced, and so nothing can be learned of it: ${seen}${hasHung ? HUNG : ''}\n${printable(output, '\n\t')}`,
		);
	}
	const own = denials.filter(({ subject }) => bench.domains.includes(subject.type));
	return { denials: own, isLast: own.length === 0 };
}

function howItEnds({ seen, output, denials }: Run, domains: readonly string[]): string {
	const own = denials.filter(({ subject }) => domains.includes(subject.type));
	const lines = [...new Set(own.map(denialText))];
	if (seen === 'fine' && lines.length === 0) return 'fine';
	return [
		seen === 'fine' ? 'something is denied' : seen,
		...lines,
		printable(output.trimEnd(), '\n\t'),
	].join('\n');
}

/** Writes what is proposed into the modules. */
function write(
	{ folder, modules, others }: Sources,
	proposals: readonly Proposal[],
	learned: Learned,
): void {
	for (const proposal of proposals) {
		const file = fileFor(proposal, folder, modules);
		const text = withLines(readFileSync(join(folder, file), 'utf8'), proposal);
		writeFileSync(join(folder, file), text);
		learned.texts.set(file, text);
		learned.proposals.push({ file, proposal });
		if (proposal.contexts.length === 0) continue;
		const contexts = `${stem(file)}.fc`;
		const path = join(folder, contexts);
		const before = existsSync(path) ? `${readFileSync(path, 'utf8').trimEnd()}\n` : '';
		const after = `${before}${proposal.contexts.join('\n')}\n`;
		writeFileSync(path, after);
		learned.texts.set(contexts, after);
		if (!others.includes(contexts)) others.push(contexts);
	}
}

/** The module that declares the domain that a proposal is about. */
function fileFor(
	{ lines: [line = ''] }: Proposal,
	folder: string,
	modules: readonly string[],
): string {
	const [, domain = ''] = /^(?:allow |\w+\()(\w+)/.exec(line) ?? [];
	const files = modules.filter((name) => name.endsWith('.te'));
	const isDeclared = new RegExp(`^\\s*type ${domain}[;, ]`, 'm');
	const file =
		files.find((name) => isDeclared.test(readFileSync(join(folder, name), 'utf8'))) ?? files[0];
	if (file === undefined)
		throw new LabError('lines are written into .te files, and there is none here');
	return file;
}

/**
 * Puts lines into a .te file: declarations behind the last ones, rules at the end.
 *
 * @param text - the file
 */
export function withLines(
	text: string,
	{ declarations, lines }: Pick<Proposal, 'declarations' | 'lines'>,
): string {
	const statements = readStatements(text).filter(({ blocks }) => blocks.length === 0);
	const after = (behind: string, added: readonly string[]) =>
		`${behind.trimEnd()}\n${added.join('\n')}\n`;
	const whole = after(text, lines);
	if (declarations.length === 0) return whole;
	const last = statements.findLast(({ word }) => word === 'type');
	const [, type = ''] = /^type (\w+)/.exec(last?.text ?? '') ?? [];
	// What is said of the last type belongs to it.
	let place = last;
	for (const each of statements) {
		const isBehind = place !== undefined && each.start >= place.end;
		if (isBehind && !new RegExp(`\\b${type}\\b`).test(each.text)) break;
		if (isBehind) place = each;
	}
	const end = place?.end ?? 0;
	return `${text.slice(0, end)}\n\n${declarations.join('\n')}${whole.slice(end)}`;
}
