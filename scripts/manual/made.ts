// What is made of the programs' tables.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bashCompletion } from './completion-bash.ts';
import { fishCompletion } from './completion-fish.ts';
import { zshCompletion } from './completion-zsh.ts';
import { optionsTable } from './options-table.ts';
import { pageOf } from './page.ts';
import { namesOf, PROGRAMS } from './programs.ts';

/** Each file that is made, by its path, and what it is to have. */
export function madeFiles(): Map<string, string> {
	const made = new Map<string, string>();
	for (const program of PROGRAMS) {
		const { folder, table } = program;
		const { name, section } = table;
		// Under each of its names: `.so` would not be found by who reads a page as a file.
		for (const each of namesOf(table)) {
			made.set(join(folder, `man/${each}.${section}`), pageOf(program));
		}
		// The names under which each shell looks for them.
		const completions = join(folder, 'completions');
		made.set(join(completions, `bash/${name}`), bashCompletion(program));
		made.set(join(completions, `zsh/_${name}`), zshCompletion(program));
		made.set(join(completions, `fish/${name}.fish`), fishCompletion(program));
		const readme = join(folder, 'README.md');
		made.set(readme, withTable(made.get(readme) ?? readFileSync(readme, 'utf8'), name, readme));
	}
	return made;

	function withTable(text: string, name: string, path: string): string {
		const place = new RegExp(`(<!-- made: ${name} -->\n\n)(?:\\|.*\n)*\n*`);
		if (!place.test(text)) throw new Error(`${path} has no place for the options of ${name}`);
		const table = PROGRAMS.find((program) => program.table.name === name)?.table;
		return text.replace(place, (_, before) => `${before}${table && optionsTable(table)}\n\n`);
	}
}
