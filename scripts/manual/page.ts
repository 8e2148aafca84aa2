// Manual pages in mdoc(7).

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProgramTable } from '@peercon/program';
import { ROOT } from '../runner/files.ts';
import { type Documented, defaultOf, namesOf, optionsOf, type ShownOption } from './programs.ts';

/** When the pages were last read through: mdoc wants a date, and the clock's would change them daily. */
const DATE = 'November 28, 2026';

/** In bytes, of the source. */
const LONGEST_LINE = 80;

/** The page of a program. */
export function pageOf({ table, source }: Documented): string {
	const { name, section, brief, forms, about, details = [], environment, files, seeAlso } = table;
	const lines = [
		`.\\" Made of ${source}: npm run docs`,
		`.Dd ${DATE}`,
		`.Dt ${name.toUpperCase()} ${section}`,
		'.Os peercon',
		'.Sh NAME',
		...namesOf(table).map((each, i, { length }) => `.Nm ${each}${i < length - 1 ? ' ,' : ''}`),
		`.Nd ${escaped(brief)}`,
		'.Sh SYNOPSIS',
		...forms.flatMap((form) => ['.Nm', ...synopsis(form)]),
		'.Sh DESCRIPTION',
		...paragraphs([...about, ...details]),
		...variantsOf(table),
		'.Pp',
		'The options are as follows:',
		'.Bl -tag -width Ds',
		...optionsOf(table).flatMap(optionItem),
		'.El',
		'.Sh ENVIRONMENT',
		...tagged(environment, 'Ev'),
		...(files ? ['.Sh FILES', ...tagged(files, 'Pa')] : []),
		'.Sh EXIT STATUS',
		...tagged(table.statuses, 'No'),
		...examplesOf(table),
		'.Sh SEE ALSO',
		...seeAlso.toSorted(bySection).map((page, i) => xref(page, i < seeAlso.length - 1 ? ' ,' : '')),
	];
	return `${lines.join('\n')}\n`;
}

/** A way to use a program: `[options] <host|path> [message]`. */
function synopsis(form: string): string[] {
	return (form.match(/\[[^[\]]*(?:\[[^\]]*\][^[\]]*)?\]|\S+/g) ?? []).map((word) => {
		const isOptional = word.startsWith('[');
		const inner = isOptional ? word.slice(1, -1) : word;
		const macros = inner
			.split(/\s+/)
			.map((part) => {
				const bare = part.replace(/[[\]<>]/g, '');
				if (bare.startsWith('-')) return `Fl ${bare.slice(1)}`;
				const isWord = !isOptional && !word.startsWith('<') && bare === bare.toLowerCase();
				const macro = isWord ? `Cm ${bare}` : `Ar ${bare.toLowerCase()}`;
				return part.startsWith('[') ? `Oo ${macro} Oc` : macro;
			})
			.join(' ');
		return isOptional ? `.Op ${macros}` : `.${macros}`;
	});
}

function variantsOf({ variants = {} }: ProgramTable): string[] {
	const all = Object.entries(variants);
	return all.length === 0 ? [] : ['.Bl -tag -width Ds', ...items(all, 'Nm'), '.El'];
}

function optionItem(option: ShownOption): string[] {
	const { words, value, describe } = option;
	const flags = words.map((word) => `Fl ${word.slice(1)}`).join(' , ');
	const usual = defaultOf(option);
	return [
		`.It ${flags}${value === undefined ? '' : ` Ar ${value}`}`,
		...prose(`${describe}${usual === undefined ? '' : ` (default: ${usual})`}.`),
	];
}

function tagged(rows: Readonly<Record<string, string>>, macro: string): string[] {
	return ['.Bl -tag -width Ds', ...items(Object.entries(rows), macro), '.El'];
}

function items(rows: [string, string][], macro: string): string[] {
	return rows.flatMap(([term, text]) => [`.It ${macro} ${term}`, ...prose(sentence(text))]);
}

/** With a capital letter and a full stop. */
function sentence(text: string): string {
	return `${text[0]?.toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
}

function examplesOf({ name, examples = [], seen = [] }: ProgramTable): string[] {
	const shown = [
		...examples.map(([command, meaning]) => ({
			about: `${meaning}:`,
			text: `$ ${command.replace('$0', name)}`,
		})),
		...seen.map(({ about, document, block }) => ({ about, text: seenBlock(document, block) })),
	];
	return shown.length === 0
		? []
		: [
				'.Sh EXAMPLES',
				...shown.flatMap(({ about, text }, i) => [
					...(i === 0 ? [] : ['.Pp']),
					...prose(about),
					'.Bd -literal -offset indent',
					...text.split('\n').map((line) => escaped(line.trimEnd())),
					'.Ed',
				]),
			];
}

/** What a scenario has seen, as a document shows it. */
function seenBlock(document: string, block: string): string {
	const text = readFileSync(join(ROOT, 'docs', document), 'utf8');
	const found = new RegExp(`<!-- seen: ${block} -->\n\n\`\`\`\\w*\n([\\s\\S]*?)\n\`\`\``).exec(
		text,
	);
	if (found?.[1] === undefined) throw new Error(`docs/${document} has no block '${block}'`);
	return found[1];
}

function paragraphs(texts: readonly string[]): string[] {
	return texts.flatMap((text, i) => [...(i === 0 ? [] : ['.Pp']), ...prose(text)]);
}

/** Text, a sentence a line as roff wants it, and other pages as references. */
function prose(text: string): string[] {
	return text
		.split(/(?<=[^.][.:?!]) (?=\S)/)
		.flatMap((line) =>
			line.split(/(?:^|(?<= ))(?=[\w.-]+\(\d\)[.,:;]*(?: |$))|(?<=\(\d\)[.,:;]*) /),
		)
		.map((part) => part.trim())
		.filter((part) => part !== '')
		.flatMap((part) => {
			const [whole, page, mark = ''] = /^([\w.-]+\(\d\))([.,:;]*)$/.exec(part) ?? [];
			return whole === undefined ? filled(part) : [xref(page as string, mark && ` ${mark}`)];
		});
}

/** Lines that are no longer than mandoc(1) likes them. */
function filled(text: string): string[] {
	const lines = [''];
	for (const word of escaped(text).split(' ')) {
		const line = lines.at(-1) as string;
		if (line !== '' && line.length + 1 + word.length > LONGEST_LINE) lines.push(word);
		else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
	}
	return lines.map((line) => line.replace(/^(?=['.])/, '\\&'));
}

function xref(page: string, end: string): string {
	const [, name, section] = /^(.*)\((\d)\)$/.exec(page) ?? [];
	return `.Xr ${name} ${section}${end}`;
}

function bySection(a: string, b: string): number {
	const section = (page: string) => Number(/\d/.exec(page.slice(page.indexOf('(')))?.[0]);
	return section(a) - section(b) || (a < b ? -1 : 1);
}

/** Text that roff takes for itself; see groff_char(7) for what else it would make of the characters. */
function escaped(text: string): string {
	return (
		text
			.replaceAll('\\', '\\e')
			.replaceAll("'", '\\(aq')
			.replaceAll('`', '\\(ga')
			.replaceAll('^', '\\(ha')
			.replaceAll('~', '\\(ti')
			// An option is not broken at its hyphens, nor shown with others.
			.replace(/(?<![\w-])-{1,2}\w[\w-]*/g, (option) => option.replaceAll('-', '\\-'))
			.replace(/[^ -~\t]/gu, (char) => {
				return `\\[u${char.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}]`;
			})
			.replace(/^\./, '\\&.')
	);
}
