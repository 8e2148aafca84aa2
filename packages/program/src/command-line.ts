import type { Argv } from 'yargs';
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { complain, UsageError, watchOutput } from './failure.ts';
import { dashed, type KnownOptions, misreadIn } from './misread.ts';

/**
 * A yargs parser with what all programs have in common: unknown flags and what yargs would misread are
 * errors, arguments stay the text that they are, help is in English and 80 columns wide wherever it is
 * printed, and a mistake exits with status 2.
 *
 * @param name - the program's name
 * @param usage - the first lines of its help
 * @param least - how many arguments it needs
 * @param most - how many it takes
 */
export function commandLine(name: string, usage: string, least: number, most: number): Argv {
	watchOutput(name);
	const words = hideBin(process.argv);
	// yargs would ask for the working directory, which may be gone, to find what nobody asks it for.
	return yargs(words, '/')
		.scriptName(name)
		.usage(usage)
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
		.wrap(80)
		.alias({ help: 'h' })
		.fail((message, error) => complain(name, new UsageError(message ?? error.message)));
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
