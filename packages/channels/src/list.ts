import { KINDS } from './kinds.ts';

/** Where the text of a row begins. */
const INDENT = 11;

/** How narrow a terminal may be for the rows to be readable, in columns. */
const NARROWEST = 40;

/**
 * The table of all kinds, for people: what each is, and what SELinux asks for it.
 *
 * @param columns - how wide the terminal is
 */
export function listText(columns = 80): string {
	const width = Math.max(columns, NARROWEST);
	const row = (title: string, text: string) =>
		`  ${title}`.padEnd(INDENT) + wrapped(text, width - INDENT).join(`\n${' '.repeat(INDENT)}`);
	const kinds = KINDS.map(({ name, object, named, control }) =>
		[
			wrapped(`${name}: ${object}`, width - 2).join('\n  '),
			row('name', named ? `${named.what}; without one ${named.usual}` : 'none'),
			row('classes', control.classes),
			row('server', control.server),
			row('client', control.client),
			row('peer', control.peer),
			row('label', control.label),
			'',
		].join('\n'),
	);
	const others = 'TCP, UDP, SCTP: echo-server and echo-client, with a port for a name.';
	return `${[...kinds, wrapped(others, width).join('\n')].join('\n')}\n`;
}

/** Breaks text between words. A word that is longer than the width stays whole. */
function wrapped(text: string, width: number): string[] {
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(' ')) {
		if (line !== '' && line.length + 1 + word.length > width) {
			lines.push(line);
			line = word;
		} else {
			line = line === '' ? word : `${line} ${word}`;
		}
	}
	return [...lines, line];
}

/** The same, one JSON object a line, for programs. */
export function listJson(): string {
	return KINDS.map(
		({ name, object, named, control }) =>
			`${JSON.stringify({ kind: name, object, named, ...control })}\n`,
	).join('');
}
