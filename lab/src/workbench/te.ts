// Reads policy sources statement by statement: .te and .if files in the reference policy's dialect, and
// what m4 has made of them, which is the same without macros.

/** A block that a statement stands in. */
export interface Block {
	/** What opens it: `optional_policy`, `tunable_policy`, `ifdef`, `interface`, `if`, `require` ... */
	name: string;
	/** What it is about: a condition, or an interface's name; empty if it has none. */
	about: string;
	/** It is what stands behind `else`, or the macro's other branch. */
	isOtherwise: boolean;
}

export interface Statement {
	/** Where it begins and ends in the text, in characters. */
	start: number;
	end: number;
	/** The line where it begins, from 1. */
	line: number;
	/** It, in one line, without comments. */
	text: string;
	/** Its first word: `allow`, `type`, the name of an interface ... or `#` for a comment. */
	word: string;
	/** It calls an interface, a pattern or another macro. */
	isCall: boolean;
	/** From the outermost on. */
	blocks: readonly Block[];
}

/** Macros whose first argument says what their second one, a block, is about. */
const ABOUT = new Set(['tunable_policy', 'ifdef', 'ifndef', 'interface', 'template']);

/** Macros whose only argument is a block. */
const BARE = new Set(['optional_policy', 'gen_require']);

/** A source that cannot be read: its author has to know where. */
export class SourceError extends Error {}

/**
 * Finds every statement, and every comment.
 *
 * @param text - a .te or .if file, or what m4 has made of it
 * @param name - the file's, for errors
 * @returns them in the text's order; a block is no statement, its statements know it
 * @throws SourceError where a statement or a block does not end
 */
export function readStatements(text: string, name = 'the source'): Statement[] {
	const found: Statement[] = [];
	const blocks: Block[] = [];
	let at = 0;

	const lineOf = lineCounter(text);
	const fail = (what: string): never => {
		throw new SourceError(`${name}:${lineOf(at)}: ${what}`);
	};
	/** Goes on behind what matches here; the pattern is sticky. */
	const take = (pattern: RegExp): RegExpExecArray | null => {
		pattern.lastIndex = at;
		const match = pattern.exec(text);
		if (match) at += match[0].length;
		return match;
	};
	const open = (block: string, about: string, isOtherwise = false) =>
		blocks.push({ name: block, about, isOtherwise });
	const otherwise = () => {
		const block = blocks.pop() ?? fail('this ends no block');
		open(block.name, block.about, true);
	};
	const add = (start: number, word: string, isCall: boolean) => {
		const whole = text.slice(start, at);
		const said = word === '#' ? whole : withoutComments(whole).replace(/\s+/g, ' ').trim();
		found.push({
			start,
			end: at,
			line: lineOf(start),
			text: said,
			word,
			isCall,
			blocks: [...blocks],
		});
	};

	for (;;) {
		take(/\s+/y);
		if (at >= text.length) break;
		const start = at;
		if (take(/#.*/y)) add(start, '#', false);
		else if (take(/'\s*,\s*`/y) || take(/\}\s*else\s*\{/y)) otherwise();
		else if (take(/'\s*\)/y) || take(/\}/y)) blocks.pop() ?? fail('this ends no block');
		else if (take(/;/y)) continue;
		else if (take(/if\s*\(/y)) {
			const end = closing(text, at, '(', ')') ?? fail('this condition does not end');
			const about = text.slice(at, end).replace(/\s+/g, ' ').trim();
			at = end + 1;
			if (!take(/\s*\{/y)) fail('a condition without its block');
			open('if', about);
		} else if (take(/(optional|require)\s*\{/y))
			open(text.slice(start, at).replace(/\W+/g, ''), '');
		else {
			const word = take(/[\w$]+/y)?.[0] ?? fail(`what is this: ${text.slice(at, at + 20)}`);
			if (BARE.has(word) && take(/\s*\(\s*`/y)) open(word, '');
			else if (ABOUT.has(word) && take(/\s*\(\s*`/y)) {
				const end = closing(text, at, '`', "'") ?? fail(`what ${word} is about does not end`);
				const about = text.slice(at, end).trim();
				at = end + 1;
				if (!take(/\s*,\s*`/y)) fail(`${word} without its block`);
				open(word, about);
			} else if (take(/\s*\(/y)) {
				at = (closing(text, at, '(', ')') ?? fail(`the call of ${word} does not end`)) + 1;
				add(start, word, true);
			} else {
				const end = endOfRule(text, at);
				if (end === null) fail(`${word} without its ';'`);
				at = end as number;
				add(start, word, false);
			}
		}
	}
	if (blocks.length > 0) fail(`${blocks.at(-1)?.name} does not end`);
	return found;
}

/** Where what has been opened is closed: the place of the character that does it. */
function closing(text: string, from: number, opens: string, closes: string): number | null {
	let depth = 1;
	for (let at = from; at < text.length; at++) {
		if (text[at] === '#') at = endOfLine(text, at);
		else if (text[at] === closes && --depth === 0) return at;
		else if (text[at] === opens) depth++;
	}
	return null;
}

/** Behind a rule's semicolon, which is none of a comment's. */
function endOfRule(text: string, from: number): number | null {
	for (let at = from; at < text.length; at++) {
		if (text[at] === '#') at = endOfLine(text, at);
		else if (text[at] === ';') return at + 1;
		else if (text[at] === "'" || text[at] === '`') return null; // of a block that ends before
	}
	return null;
}

function endOfLine(text: string, from: number): number {
	const end = text.indexOf('\n', from);
	return end < 0 ? text.length : end;
}

function withoutComments(text: string): string {
	return text.replace(/#.*/g, '');
}

/** Counts lines of a text, for places that only grow. */
function lineCounter(text: string): (place: number) => number {
	let line = 1;
	let counted = 0;
	return (place) => {
		for (; counted < place; counted++) if (text[counted] === '\n') line++;
		return line;
	};
}
