// Has a test run with a module's domains while nothing is enforced, and proposes lines for what would have been
// denied, until nothing is.
import {
	closeSync,
	cpSync,
	existsSync,
	lstatSync,
	readFileSync,
	rmSync,
	type Stats,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printable } from '@peercon/context/foreign-text';
import { type Denial, denialText } from '../denials.ts';
import { LabError } from '../errors.ts';
import { lockedFolder } from '../locked-folder.ts';
import { type Bench, checkEntered, openBench, type Run } from './bench.ts';
import { type Catalog, catalogOf } from './catalog.ts';
import { endOf, firstOf } from './few.ts';
import { type Proposal, propose, type Unsolved } from './propose.ts';
import { HUNG } from './repeatable.ts';
import { type Sources, stem } from './sources.ts';
import { readStatements } from './te.ts';
import type { Wanted } from './variants.ts';

/** What a program asks for only after something else was allowed, or denied, comes in another round. */
const ROUNDS = 10;

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
	const { folder, lock } = await lockedFolder(tmpdir(), 'peercon-learn-');
	try {
		// As a guest gets it: links lead where they say, and no socket is taken for a file.
		const filter = (path: string) => isForGuest(lstatSync(path));
		cpSync(wanted.sources.folder, folder, { recursive: true, verbatimSymlinks: true, filter });
		const sources = { ...wanted.sources, folder, others: [...wanted.sources.others] };
		const learned: Learned = { proposals: [], unsolved: [], texts: new Map(), seen: '' };
		for (let round = 1; round <= ROUNDS; round++) {
			const bench = await openBench({ ...wanted, sources }, command, limit);
			try {
				const { proposals, unsolved, seen } = await oneRound(bench, catalog);
				Object.assign(learned, { unsolved, seen });
				if (proposals.length === 0) {
					await checkFound(bench, learned);
					return learned;
				}
				write(sources, bench.homes, proposals, learned);
			} finally {
				await bench.close();
			}
		}
		learned.seen = `after ${ROUNDS} rounds something is still denied that was not before: is the test repeatable?`;
		return learned;
	} finally {
		rmSync(folder, { recursive: true });
		closeSync(lock);
	}
}

/** Where nothing at all was denied, the test may never have entered the domains. */
async function checkFound(bench: Bench, { proposals, unsolved, seen }: Learned): Promise<void> {
	if (proposals.length > 0 || unsolved.length > 0 || seen !== 'fine') return;
	checkEntered(await bench.whileBare(async () => (await bench.run()).denials), bench.domains);
}

function isForGuest(stats: Stats): boolean {
	return stats.isFile() || stats.isDirectory() || stats.isSymbolicLink();
}

/** What a round takes of a bench. */
export type Learning = Pick<
	Bench,
	'run' | 'whilePermissive' | 'types' | 'domains' | 'homes' | 'interfaces' | 'allowed'
>;

/**
 * Finds lines for what is denied to the domains while nothing is enforced, or else while everything is: there are
 * things that a program does only after something was denied it, and a dontaudit rule may keep that from being
 * recorded.
 *
 * @param catalog - of the installed policy
 * @returns these, and how the test goes with everything enforced, if that was tried
 * @throws LabError if the test fails although nothing is enforced
 */
export async function oneRound(
	bench: Learning,
	{ interfaces, attributes }: Catalog,
): Promise<Pick<Learned, 'unsolved' | 'seen'> & { proposals: Proposal[] }> {
	const known = { ...bench, allowed: bench.allowed.rules };
	const offered = { interfaces: { ...interfaces, ...bench.interfaces }, attributes };
	const asked = propose(await askedFor(bench), known, offered);
	if (asked.proposals.length > 0) return { ...asked, seen: '' };
	const enforced = await bench.run();
	const more = propose(enforced.denials, known, offered);
	const isNew = ({ record }: Unsolved) => asked.unsolved.every((each) => each.record !== record);
	return {
		proposals: more.proposals,
		unsolved: [...asked.unsolved, ...more.unsolved.filter(isNew)],
		seen: howItEnds(enforced, bench.domains),
	};
}

/** What is denied to the domains while nothing is enforced. */
async function askedFor(bench: Pick<Bench, 'run' | 'whilePermissive'>): Promise<Denial[]> {
	const { seen, output, denials, hasHung } = await bench.whilePermissive(() => bench.run());
	if (seen !== 'fine') {
		throw new LabError(
			`the test fails although nothing is enforced, and so nothing can be learned of it: ${seen}${hasHung ? HUNG : ''}\n${printable(endOf(output), '\n\t')}`,
		);
	}
	return denials;
}

function howItEnds({ seen, output, denials }: Run, domains: readonly string[]): string {
	const own = denials.filter(({ subject }) => domains.includes(subject.type));
	const lines = [...new Set(own.map(denialText))];
	if (seen === 'fine' && lines.length === 0) return 'fine';
	return [
		seen === 'fine' ? 'something is denied' : seen,
		...firstOf(lines),
		printable(endOf(output), '\n\t'),
	].join('\n');
}

/** Writes what is proposed into the modules. */
function write(
	{ folder, others }: Sources,
	homes: Bench['homes'],
	proposals: readonly Proposal[],
	learned: Learned,
): void {
	for (const proposal of proposals) {
		const file = fileFor(proposal, homes);
		const text = withLines(readFileSync(join(folder, file), 'utf8'), proposal);
		writeFileSync(join(folder, file), text);
		learned.texts.set(file, text);
		const name = `${stem(file)}.fc`;
		const path = join(folder, name);
		const before = existsSync(path) ? `${readFileSync(path, 'utf8').trimEnd()}\n` : '';
		const contexts = notIn(before, proposal.contexts);
		learned.proposals.push({ file, proposal: { ...proposal, contexts } });
		if (contexts.length === 0) continue;
		const after = `${before}${contexts.join('\n')}\n`;
		writeFileSync(path, after);
		learned.texts.set(name, after);
		if (!others.includes(name)) others.push(name);
	}
}

/**
 * Which lines a .fc file does not have yet, however its author sets blanks.
 *
 * @param text - the file
 */
export function notIn(text: string, lines: readonly string[]): string[] {
	const plain = (line: string) => line.trim().replace(/\s+/g, ' ');
	const has = new Set(text.split('\n').map(plain));
	return lines.filter((line) => !has.has(plain(line)));
}

/** The module that declares the domain that a proposal is about. */
function fileFor({ domain }: Proposal, homes: Bench['homes']): string {
	const file = homes[domain] ?? '';
	if (file.endsWith('.te')) return file;
	throw new LabError(`lines are written into .te files, and ${file} declares ${domain}`);
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
