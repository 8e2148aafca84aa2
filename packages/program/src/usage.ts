import type { ProgramTable } from './program-table.ts';

/** How wide help is, wherever it is printed. */
export const HELP_WIDTH = 80;

/** The first lines of a program's help, `$0` for its name: how it is used, and what it does. */
export function usageOf({ forms, about }: Pick<ProgramTable, 'forms' | 'about'>): string {
	const lines = forms.map((form, i) => `${i === 0 ? 'Usage:' : 'or:   '} $0 ${form}`);
	return [lines.join('\n'), ...about.map((paragraph) => wrapped(paragraph))].join('\n\n');
}

/** The last lines: the exit statuses, where there are more than every program has. */
export function statusesOf({ statuses }: Pick<ProgramTable, 'statuses'>): string {
	const all = Object.entries(statuses).map(([status, meaning]) => `${status} ${meaning}`);
	return all.length > 3 ? wrapped(`Exit status: ${all.join(', ')}.`) : '';
}

/** Breaks a text between words, so that no line is longer than help is wide. */
function wrapped(text: string): string {
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(' ')) {
		if (line !== '' && line.length + 1 + word.length > HELP_WIDTH) {
			lines.push(line);
			line = word;
		} else {
			line = line === '' ? word : `${line} ${word}`;
		}
	}
	return [...lines, line].join('\n');
}
