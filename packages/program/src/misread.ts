// What yargs would read otherwise than it was meant, without a word.

/** What yargs knows of the options. */
export interface KnownOptions {
	boolean: string[];
	string: string[];
	number: string[];
	alias: Record<string, string[]>;
}

/** A flag in one word, with its value if that is in the same word. */
interface Flag {
	name: string;
	value: string | undefined;
}

/**
 * Finds what yargs would misread.
 *
 * @param words - the command line as it was given
 * @param known - the options
 * @returns what is wrong, or undefined if nothing is
 */
export function misreadIn(words: string[], known: KnownOptions): string | undefined {
	// Node has U+FFFD in the place of bytes that are not UTF-8: a path with that is another path.
	const broken = words.find((word) => word.includes('\ufffd'));
	if (broken !== undefined) return `'${broken}' is not UTF-8 where it has \ufffd`;
	const seen = new Set<string>();
	const end = words.indexOf('--');
	for (const [index, word] of words.slice(0, end === -1 ? undefined : end).entries()) {
		const flag = flagOf(word);
		if (flag === undefined) continue;
		const name = wholeName(flag.name, known);
		const next = words[index + 1];
		// Several letters behind one dash: yargs reads -tcp=1 as -t, -c and -p=1.
		if (/^-[^-][^=\d]/.test(word)) return `unknown option ${word}`;
		const isSwitch = known.boolean.includes(name);
		// What is no option at all is refused as that.
		if (!isSwitch && !known.string.includes(name) && !known.number.includes(name)) continue;
		const problem = isSwitch
			? problemOfSwitch(flag, next)
			: problemOfValue(flag, next, seen.has(name));
		if (problem !== undefined) return `${dashed(flag.name)} ${problem}`;
		seen.add(name);
	}
	return undefined;
}

/** `--port=7`, `--port`, `-p7`, `-p=7` and `-p`. */
function flagOf(word: string): Flag | undefined {
	const [, long, longValue] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
	if (long !== undefined) return { name: long, value: longValue };
	const [, short, equals, value] = /^-([^-=])(=?)(.*)$/s.exec(word) ?? [];
	if (short === undefined) return undefined;
	return { name: short, value: `${equals}${value}` === '' ? undefined : value };
}

/** The name that an alias of one letter stands for. */
function wholeName(name: string, { alias }: KnownOptions): string {
	const names = Object.entries(alias).map(([key, others]) => [key, ...others]);
	const own = names.find((each) => each.includes(name)) ?? [];
	return own.find(({ length }) => length > 1) ?? name;
}

/** yargs takes each value but `true` for false, and drops a word `true` or `false` behind the flag. */
function problemOfSwitch({ value }: Flag, next: string | undefined): string | undefined {
	if (value === '') return 'is empty';
	if (value !== undefined) return 'takes no value';
	const isDropped = next === 'true' || next === 'false';
	return isDropped ? `takes no value: for an argument, write -- ${next}` : undefined;
}

/** yargs adds up a number that is given twice if it is 1, and takes `--bogus` or `--` for a value. */
function problemOfValue(
	{ value }: Flag,
	next: string | undefined,
	isSecond: boolean,
): string | undefined {
	if (isSecond) return 'may be given only once';
	if (value === '') return 'is empty';
	// A number below 0 is one that the program may refuse.
	return value === undefined && /^-[^\d.]/.test(next ?? '') ? 'lacks its value' : undefined;
}

/**
 * A flag as it is written.
 *
 * @param name - a word, or one letter
 */
export function dashed(name: string): string {
	return name.length === 1 ? `-${name}` : `--${name}`;
}
