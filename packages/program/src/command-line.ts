import { readFileSync } from 'node:fs';
import type { Argv, InferredOptionTypes } from 'yargs';
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { complain, UsageError, watchOutput } from './failure.ts';
import { dashed, type KnownOptions, misreadIn } from './misread.ts';
import type { ProgramTable } from './program-table.ts';
import { HELP_WIDTH, statusesOf, usageOf } from './usage.ts';

/** What the command line of a program is read by; the rest of its table is for who reads about it. */
type ReadTable = Pick<ProgramTable, 'name' | 'forms' | 'about' | 'least' | 'most' | 'options'> &
	Partial<Pick<ProgramTable, 'examples' | 'statuses'>>;

/**
 * A yargs parser with what all programs have in common: unknown flags and what yargs would misread are
 * errors, arguments stay the text that they are, help is in English and 80 columns wide wherever it is
 * printed, and a mistake exits with status 2.
 *
 * @param table - the program's options and arguments, and what its help says of them
 * @param module - the URL of the module that calls, whose folder is in the package's own: of that
 * package is the version
 */
export function commandLine<T extends ReadTable>(
	table: T,
	module: string,
): Argv<InferredOptionTypes<T['options']>> {
	const { name, least, most } = table;
	watchOutput(name);
	const words = hideBin(process.argv);
	// yargs would ask for the working directory, which may be gone, to find what nobody asks it for.
	const parser = yargs(words, '/')
		.scriptName(name)
		.usage(usageOf(table))
		// yargs would look for a package.json in the folders above the program, whosever that is.
		.version(versionOf(module))
		.strictOptions()
		.locale('en')
		.parserConfiguration({
			'parse-positional-numbers': false,
			'camel-case-expansion': false,
			'boolean-negation': false,
			// --host.x=1 would make an object of a text.
			'dot-notation': false,
			// What is no known flag must not swallow the argument behind it; it is refused below.
			'unknown-options-as-args': true,
			'populate--': true,
		})
		.check((flags, known) => {
			// yargs gives all that it knows of the options; its types have only the aliases.
			const misread = misreadIn(words, known as unknown as KnownOptions);
			if (misread !== undefined) throw new UsageError(misread);
			const unknown = flags._.map(String).find((word) => /^-./.test(word));
			if (unknown !== undefined) throw new UsageError(`unknown option ${unknown}`);
			const empty = Object.keys(flags).find((key) => flags[key] === '');
			if (empty !== undefined) throw new UsageError(`${dashed(empty)} is empty`);
			const { length } = argumentsOf(flags);
			if (length < least) throw new UsageError('an argument is missing');
			if (length > most) throw new UsageError('there are too many arguments');
			return true;
		})
		.wrap(HELP_WIDTH)
		.alias({ help: 'h' })
		.fail((message, error) => complain(name, new UsageError(message ?? error.message)))
		.options(table.options as T['options'])
		.epilogue(statusesOf({ statuses: table.statuses ?? {} }));
	for (const [command, meaning] of table.examples ?? []) parser.example(command, meaning);
	return parser;
}

/** The version of the package that a module of dist/ or bundle/ is of. */
function versionOf(module: string): string {
	return JSON.parse(readFileSync(new URL('../package.json', module), 'utf8')).version;
}

/**
 * The arguments that are no flags; what stands behind `--` is never one.
 *
 * @param flags - what yargs has parsed
 */
export function argumentsOf(flags: { _: (string | number)[]; [flag: string]: unknown }): string[] {
	const behind = (flags['--'] ?? []) as (string | number)[];
	return [...flags._, ...behind].map(String);
}

/**
 * Refuses flags that mean nothing beside something else, instead of ignoring them.
 *
 * @param flags - what yargs has parsed
 * @param names - the flags
 * @param beside - what they do not go with
 * @throws UsageError
 */
export function refuseFlags(flags: Record<string, unknown>, names: string[], beside: string): void {
	const given = names.find((name) => flags[name] !== undefined);
	if (given !== undefined) throw new UsageError(`--${given} does not go with ${beside}`);
}
