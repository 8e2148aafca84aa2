// Somebody's modules: the files of a folder, or one of them, and what each has to offer for taking away.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { LabError } from '../errors.ts';
import { isGrant } from '../image/switches.ts';
import { grantsOfCil } from './cil.ts';
import { type Block, readStatements, SourceError, type Statement } from './te.ts';

/** Modules, as files. */
export interface Sources {
	/** The folder that they are in. */
	folder: string;
	/** Those to be built: `echo.te`, `more.cil`. */
	modules: string[];
	/** Their other files that are there: `echo.if`, `echo.fc`. */
	others: string[];
}

/** A line that grants something. */
export interface Line {
	/** Where: `echo.te:12`. */
	place: string;
	/** What stands there, in one line. */
	text: string;
	word: string;
	blocks: readonly Block[];
}

/** What semodule(8) takes for a name; and a shell sees no more in it. */
const NAME = /^[A-Za-z][\w.-]*$/;

/**
 * Finds modules.
 *
 * @param path - a folder, or one module's .te or .cil file
 * @throws LabError if there are none, or one is no file or has a name that no module may have
 */
export function findSources(path: string): Sources {
	const stats = statSync(path, { throwIfNoEntry: false });
	if (path === '') throw new LabError('the name of the folder is empty');
	if (!stats) throw new LabError(`${path}: there is no such folder, and no such file`);
	const folder = resolve(stats.isDirectory() ? path : dirname(path));
	const names = readdirSync(folder);
	const modules = stats.isDirectory() ? names.filter(isModule) : [basename(path)].filter(isModule);
	if (modules.length === 0)
		throw new LabError(`${path}: there is no module here: a .te or a .cil file`);
	for (const name of modules) {
		if (NAME.test(name)) continue;
		throw new LabError(
			`${join(folder, name)}: a module's name has letters, digits, '_', '-' and '.' alone`,
		);
	}
	const beside = modules.flatMap((name) => [`${stem(name)}.if`, `${stem(name)}.fc`]);
	const others = beside.filter((name) => names.includes(name));
	for (const name of [...modules, ...others]) {
		// Who reads a fifo waits; a link may lead nowhere.
		if (statSync(join(folder, name), { throwIfNoEntry: false })?.isFile()) continue;
		throw new LabError(`${join(folder, name)}: this is no file`);
	}
	return { folder, modules, others };
}

function isModule(name: string): boolean {
	return ['.te', '.cil'].includes(extname(name));
}

/** A module's name. */
export function stem(file: string): string {
	return basename(file, extname(file));
}

/**
 * The lines of the modules that can be taken away, or that at least grant something, in their order.
 *
 * @throws LabError where a source cannot be read
 */
export function linesOf({ folder, modules }: Sources): Line[] {
	return modules.flatMap((name) => {
		const text = readFileSync(join(folder, name), 'utf8');
		try {
			const grants = extname(name) === '.cil' ? grantsOfCil(text, name) : grantsOf(text, name);
			return grants.map(({ line, text, word, blocks }) => ({
				place: `${name}:${line}`,
				text,
				word,
				blocks,
			}));
		} catch (error) {
			if (error instanceof SourceError) throw new LabError(error.message);
			throw error;
		}
	});
}

function grantsOf(text: string, name: string): Statement[] {
	const statements = readStatements(text, name);
	const says = statements.find(({ word }) => word === 'policy_module' || word === 'module');
	if (!says)
		throw new SourceError(`${name}: it does not begin with policy_module(${stem(name)}, 1.0.0)`);
	const [, said] = /^(?:policy_module\(|module )\s*([\w.-]+)/.exec(says.text) ?? [];
	if (said !== undefined && said !== stem(name)) {
		throw new SourceError(
			`${name}:${says.line}: the module is called ${said}: its file has to be ${said}.te`,
		);
	}
	return statements.filter(isGrant);
}
