// A workbench for policy modules of anybody's.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonText } from '@peercon/context/foreign-text';
import { LabError } from '../errors.ts';
import type { Policy } from '../policies.ts';
import { say, step } from '../progress.ts';
import { shellWord } from '../shell-word.ts';
import { openBench } from '../workbench/bench.ts';
import { learn } from '../workbench/learn.ts';
import { prove } from '../workbench/prove.ts';
import { learnedText, proofText } from '../workbench/report.ts';
import { type Subject, skeleton } from '../workbench/skeleton.ts';
import { findSources, linesOf, type Sources, stem } from '../workbench/sources.ts';

export interface ModuleOptions {
	policy: Policy;
	/** Folders whose files are laid over the guest's root folder. */
	trees: string[];
	/** Debian's packages. */
	packages: string[];
	/** On one run of the test, in seconds. */
	limit: number | undefined;
	/** Prints JSON. */
	json: boolean;
}

/**
 * Prints what of somebody's modules a test needs.
 *
 * @param path - the modules' folder, or one of them
 * @param words - the test: one word is a line for bash(1)
 * @returns whether all of it is needed
 */
export async function proveModule(
	path: string,
	words: readonly string[],
	{ json, limit, ...wanted }: ModuleOptions,
): Promise<boolean> {
	const sources = findSources(path);
	const lines = linesOf(sources);
	const bench = await openBench({ ...wanted, sources }, commandOf(words), limit);
	try {
		const proof = await step(
			`running the test without each of ${lines.length} lines`,
			lines.length,
			() => prove(bench, lines),
		);
		process.stdout.write(json ? `${jsonText(proof)}\n` : proofText(proof));
		return proof.lines.every(({ verdict }) => verdict !== 'nothing needed it');
	} finally {
		await bench.close();
	}
}

/**
 * Prints what modules lack for a test, and writes it only if that is wanted.
 *
 * @returns whether the test passes with it
 */
export async function learnModule(
	path: string,
	words: readonly string[],
	{ json, write, limit, ...wanted }: ModuleOptions & { write: boolean },
): Promise<boolean> {
	const sources = findSources(path);
	linesOf(sources); // what is wrong with one of them is told before anything is built
	if (!sources.modules.some((name) => name.endsWith('.te')))
		throw new LabError(`${path}: lines are written into .te files, and there is none here`);
	const begun = textsOf(sources);
	const { texts, ...learned } = await learn({ ...wanted, sources }, commandOf(words), limit);
	const told = { ...learned, texts };
	process.stdout.write(json ? `${jsonText(learned)}\n` : learnedText(told));
	if (write) writeAll(sources, begun, texts);
	const names = [...texts.keys()].join(', ');
	if (names !== '')
		say(write ? `changed ${names}` : `nothing is written: --write changes ${names}`);
	return learned.seen === 'fine';
}

/** What is in the files that lines may be written into; undefined where there is none. */
function textsOf({ folder, modules }: Sources): Map<string, string | undefined> {
	const names = modules.flatMap((name) => [name, `${stem(name)}.fc`]);
	return new Map(names.map((name) => [name, textOf(join(folder, name))]));
}

function textOf(path: string): string | undefined {
	return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/**
 * Writes files, if they are still what they were.
 *
 * @param begun - what was in them when the lines for them were sought: that takes minutes, in which somebody edits
 * @throws LabError if one of them is another now; then none is written
 */
export function writeAll(
	{ folder }: Pick<Sources, 'folder'>,
	begun: ReadonlyMap<string, string | undefined>,
	texts: ReadonlyMap<string, string>,
): void {
	for (const name of texts.keys()) {
		if (textOf(join(folder, name)) === begun.get(name)) continue;
		throw new LabError(`${join(folder, name)} has been changed meanwhile: nothing is written`);
	}
	for (const [name, text] of texts) writeFileSync(join(folder, name), text);
}

/** One word is a line for bash(1); several are a program and its arguments. */
function commandOf(words: readonly string[]): string {
	return words.length === 1 ? String(words[0]) : words.map(shellWord).join(' ');
}

/** What is said on the command line of a module that is to be written. */
export interface NewOptions extends Omit<Subject, 'isForNode' | 'port'> {
	/** PROTOCOL/NUMBER, or empty. */
	port: string;
}

/** A name that is part of others, such as NAME_read_log: checkmodule(8) and m4(1) take more. */
const NAME = /^[a-z][a-z0-9_]*$/;

/** No words, no line breaks: it stands in a line of file_contexts(5). */
const PROGRAM = /^(\/[\w.+@:%,=~^[\](){}?*|$-]+)+$/;

/**
 * Writes a module to begin with, into a folder of its name in the working directory.
 *
 * @throws LabError if something cannot be so named, or is there already
 */
export function newModule({ port, ...options }: NewOptions): void {
	const { name, program } = options;
	if (!NAME.test(name))
		throw new LabError("a module's name has lower case letters, digits and '_' alone");
	if (!PROGRAM.test(program)) {
		throw new LabError(
			'the program is a whole path without blanks, such as /usr/sbin/echod, as on the host that it runs on',
		);
	}
	const subject = {
		...options,
		isForNode: isForNode(program),
		...(port ? { port: portOf(port) } : {}),
	};
	const files = Object.entries(skeleton(subject));
	try {
		mkdirSync(name);
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		if (code === 'EEXIST') throw new LabError(`${name} is here already: nothing is written`);
		throw new LabError(`the module's folder: ${message}`);
	}
	for (const [file, text] of files) writeFileSync(join(name, file), text);
	say(`wrote ${files.map(([file]) => join(name, file)).join(', ')}`);
}

/** By its first line, if it is on this host, or else by its name. */
function isForNode(program: string): boolean {
	if (/\.[cm]?js$/.test(program)) return true;
	try {
		return /^#!.*\bnode\b/.test(readFileSync(program, 'latin1').slice(0, 127));
	} catch {
		return false;
	}
}

function portOf(text: string): { protocol: 'tcp' | 'udp'; number: number } {
	const [, protocol, digits] = /^(tcp|udp)\/([1-9]\d*)$/.exec(text) ?? [];
	const number = Number(digits);
	if (!(number <= 65535)) throw new LabError('--port is such as tcp/8099 or udp/8099');
	return { protocol: protocol as 'tcp' | 'udp', number };
}
