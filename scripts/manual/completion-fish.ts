import type { Completion } from '@peercon/program';
import { type Documented, namesOf, optionsOf, type ShownOption } from './programs.ts';

/** A completion for fish: complete(1) of fish. */
export function fishCompletion({ table, source }: Documented): string {
	const [first] = table.completes ?? [];
	const lines = namesOf(table).flatMap((name) => [
		...optionsOf(table).map((option) => `complete -c ${name}${optionWords(option)}`),
		...argumentLines(name, first),
	]);
	return `# Made of ${source}: npm run docs\n${lines.join('\n')}\n`;
}

function optionWords({ words, value, describe, completes }: ShownOption): string {
	const typed = words.map((word) =>
		word.startsWith('--') ? ` -l ${word.slice(2)}` : ` -s ${word.slice(1)}`,
	);
	const about = ` -d '${describe.replace(/[\\']/g, '\\$&')}'`;
	return typed.join('') + (value === undefined ? '' : valueWords(completes)) + about;
}

function valueWords(completes: Completion | undefined): string {
	if (completes === 'file') return ' -r -F';
	return completes === undefined ? ' -x' : ` -x -a ${listed(completes)}`;
}

/** The first argument: where it is no file, none is offered in its place. */
function argumentLines(name: string, completes: Completion | undefined): string[] {
	if (completes === 'file') return [];
	if (completes === undefined) return [`complete -c ${name} -f`];
	if (completes === 'host') return [`complete -c ${name} -a ${listed(completes)}`];
	const unless = `not __fish_seen_subcommand_from ${completes.join(' ')}`;
	return [`complete -c ${name} -n '${unless}' -f -a ${listed(completes)}`];
}

function listed(completes: Exclude<Completion, 'file'>): string {
	return completes === 'host' ? "'(__fish_print_hostnames)'" : `'${completes.join(' ')}'`;
}
