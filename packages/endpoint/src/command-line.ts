import type { Argv } from 'yargs';
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { complain, UsageError, watchOutput } from './program.ts';

/**
 * A yargs parser with what all programs have in common: unknown flags are errors, arguments stay the
 * text that they are, help is in English and 80 columns wide wherever it is printed, and a mistake
 * exits with status 2.
 *
 * @param name - the program's name
 * @param usage - the first lines of its help
 * @param least - how many arguments it needs
 * @param most - how many it takes
 */
export function commandLine(name: string, usage: string, least: number, most: number): Argv {
	watchOutput(name);
	return yargs(hideBin(process.argv))
		.scriptName(name)
		.usage(usage)
		.strictOptions()
		.locale('en')
		.parserConfiguration({
			'parse-positional-numbers': false,
			'camel-case-expansion': false,
			'boolean-negation': false,
			// What is no known flag must not swallow the argument behind it; it is refused below.
			'unknown-options-as-args': true,
			'populate--': true,
		})
		.check((flags) => {
			const unknown = flags._.map(String).find((word) => /^-./.test(word));
			if (unknown !== undefined) throw new UsageError(`unknown option ${unknown}`);
			const twice = Object.keys(flags).find(
				(key) => !isArguments(key) && Array.isArray(flags[key]),
			);
			if (twice !== undefined) throw new UsageError(`${dashed(twice)} may be given only once`);
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

/** What yargs calls the arguments before a lone `--` and those behind it. */
function isArguments(key: string): boolean {
	return key === '_' || key === '--';
}

function dashed(flag: string): string {
	return flag.length === 1 ? `-${flag}` : `--${flag}`;
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
