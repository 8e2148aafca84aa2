import type { Completion } from '@peercon/program';
import {
	argumentNames,
	type Documented,
	namesOf,
	optionsOf,
	type ShownOption,
} from './programs.ts';

/** A completion for zsh, by _arguments of zshcompsys(1). */
export function zshCompletion({ table, source }: Documented): string {
	const names = argumentNames(table);
	const places = (table.completes ?? []).map((each, i) =>
		quoted(`${i + 1}:${message(names[i] ?? 'argument')}:${action(each)}`),
	);
	const specs = [...optionsOf(table).map(optionSpec), ...places];
	return `#compdef ${namesOf(table).join(' ')}
# Made of ${source}: npm run docs
_arguments -s -S ${specs.map((spec) => `\\\n\t${spec}`).join(' ')}
`;
}

function optionSpec({ words, value, describe, completes, conflicts }: ShownOption): string {
	const about = `[${describe.replace(/[\\[\]]/g, '\\$&')}]`;
	const argument = value === undefined ? '' : `:${message(value)}:${action(completes)}`;
	const others = typeof conflicts === 'string' ? [`--${conflicts}`] : [];
	const not = words.length + others.length > 1 ? `(${[...words, ...others].join(' ')})` : '';
	const typed = words.map((word) => {
		const attached = word.startsWith('--') ? '=' : '+';
		return value === undefined ? word : word + attached;
	});
	return typed.length === 1
		? quoted(`${not}${typed[0]}${about}${argument}`)
		: `${quoted(not)}{${typed.join(',')}}${quoted(about + argument)}`;
}

function action(completes: Completion | undefined): string {
	if (completes === undefined) return ' ';
	if (completes === 'file') return '_files';
	return completes === 'host' ? '_hosts' : `(${completes.join(' ')})`;
}

function message(text: string): string {
	return text.replaceAll(':', '\\:');
}

function quoted(text: string): string {
	return `'${text.replaceAll("'", "'\\''")}'`;
}
