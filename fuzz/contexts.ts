// Contexts against a grammar of its own: regular expressions and sets of numbers, where the parser has
// a cursor and bits. Both must take the same texts, and understand them alike.

import { ContextSyntaxError, canonicalContext, type Level, parseContext } from '@peercon/context';
import fc from 'fast-check';

const NAME = '[\\x21-\\x39\\x3b-\\x7e]+';
const NUMBER = '(?:0|[1-9][0-9]*)';
const RUN = `c${NUMBER}(?:\\.c${NUMBER})?`;
const LEVEL = `s${NUMBER}(?::${RUN}(?:,${RUN})*)?`;
const CONTEXT = new RegExp(`^(${NAME}:${NAME}:${NAME})(?::(${LEVEL})(?:-(${LEVEL}))?)?$`);

interface PlainLevel {
	sensitivity: number;
	categories: number[];
}

/** A context by the grammar: its three names and its levels; undefined if it is none. */
function understood(text: string): { names: string; levels: PlainLevel[] } | undefined {
	// '$' also matches before a line feed at the end.
	const [, names, low, high] = (!text.includes('\n') && CONTEXT.exec(text)) || [];
	if (names === undefined) return undefined;
	const levels = [low, high ?? low].filter((level) => level !== undefined).map(levelOf);
	if (levels.includes(undefined)) return undefined;
	const [lower, higher] = levels as PlainLevel[];
	if (lower && higher && !isAbove(higher, lower)) return undefined;
	return { names, levels: levels as PlainLevel[] };
}

function levelOf(text: string): PlainLevel | undefined {
	const [sensitivity = '', list = ''] = text.split(':');
	const categories = new Set<number>();
	for (const run of list.split(',').filter(Boolean)) {
		const [first = 0, last] = run.split('.').map((name) => Number(name.slice(1)));
		if (last !== undefined && last <= first) return undefined;
		if ((last ?? first) > 1023) return undefined;
		for (let category = first; category <= (last ?? first); category++) categories.add(category);
	}
	const number = Number(sensitivity.slice(1));
	if (number > 4_294_967_294) return undefined;
	return { sensitivity: number, categories: [...categories].sort((a, b) => a - b) };
}

function isAbove(high: PlainLevel, low: PlainLevel): boolean {
	return (
		high.sensitivity >= low.sensitivity &&
		low.categories.every((category) => high.categories.includes(category))
	);
}

function plain({ sensitivity, categories }: Level): PlainLevel {
	const numbers = Array.from({ length: 1024 }, (_, n) => n);
	return { sensitivity, categories: numbers.filter((n) => (categories >> BigInt(n)) & 1n) };
}

function parsed(text: string): ReturnType<typeof understood> {
	try {
		const { user, role, type, range } = parseContext(text);
		const levels = range === undefined ? [] : [plain(range.low), plain(range.high)];
		return { names: `${user}:${role}:${type}`, levels };
	} catch (error) {
		if (error instanceof ContextSyntaxError) return undefined;
		throw error;
	}
}

/** What a context may be made of, and what it may not. */
const piece = fc.oneof(
	fc.constantFrom(...':-,.', 's', 'c', 's0', 's15', 'c0', 'c1', 'c5', 'c1023', 'c1024', 'u:r:t:'),
	fc.constantFrom('c0.c5', 'c5.c5', 'c3,c2', 's0-s1', 's0:c1-s0:c0.c2', 's4294967294', 's01', '\n'),
	fc.nat({ max: 1100 }).map((n) => `c${n}`),
	fc.string({ unit: 'binary', maxLength: 3 }),
);

const context = fc
	.tuple(fc.constantFrom('u:r:t:', 'u:r:t', 'system_u:object_r:x_t:s0', ''), fc.array(piece))
	.map(([start, pieces]) => start + pieces.join(''));

export default fc.property(context, (text) => {
	const [ours, theirs] = [parsed(text), understood(text)];
	if (JSON.stringify(ours) !== JSON.stringify(theirs)) {
		throw new Error(`parsed as ${JSON.stringify(ours)}, by the grammar ${JSON.stringify(theirs)}`);
	}
	if (theirs === undefined) return;
	const again = canonicalContext(text);
	if (JSON.stringify(understood(again)) !== JSON.stringify(theirs)) {
		throw new Error(`its canonical form ${again} is another context`);
	}
});
