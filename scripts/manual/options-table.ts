import type { ProgramTable } from '@peercon/program';
import { markdownTable } from './markdown-table.ts';
import { defaultOf, optionsOf } from './programs.ts';

/** The options of a program as a table of Markdown. */
export function optionsTable(table: ProgramTable): string {
	const rows = optionsOf(table).map((option) => {
		const { words, value, describe } = option;
		const typed = `\`${words.join('`, `')}\`${value === undefined ? '' : ` _${value}_`}`;
		return [typed, describe.replaceAll('|', '\\|'), defaultOf(option) ?? ''];
	});
	return markdownTable(['option', 'what it does', 'default'], rows);
}
