// Reads modules in CIL, and puts their rules under switches: secilc(8), and the CIL reference guide.
import type { Switch } from '../image/switches.ts';
import type { Declared } from './bare.ts';
import { type Block, SourceError } from './te.ts';

/** A list in parentheses, or a word. */
interface Node {
	start: number;
	end: number;
	/** A word's text; undefined for a list. */
	word?: string;
	items: Node[];
}

/** An allow rule of a module's, and what it stands in. */
export interface CilRule {
	start: number;
	end: number;
	line: number;
	/** In one line. */
	text: string;
	word: string;
	blocks: readonly Block[];
	/** The condition that it stands under, and the lists of that: all of it, and the branch. */
	under: { condition: string; whole: Node; branch: Node } | null;
}

const CONDITIONS = new Set(['booleanif', 'tunableif']);

/** Whose rules are copied to wherever they are called from: they are no rules yet. */
const UNCALLED = new Set(['macro', 'in']);

function readNodes(text: string, name: string): Node[] {
	const lists: Node[] = [{ start: 0, end: text.length, items: [] }];
	for (const match of text.matchAll(/;.*|"[^"]*"|[()]|[^\s();"]+/g)) {
		const [token] = match;
		const start = match.index;
		const end = start + token.length;
		if (token.startsWith(';')) continue;
		if (token === '(') lists.push({ start, end, items: [] });
		else if (token !== ')') lists.at(-1)?.items.push({ start, end, word: token, items: [] });
		else {
			const list = lists.pop();
			if (!list || lists.length === 0)
				throw new SourceError(`${name}:${lineAt(text, start)}: this ends no list`);
			lists.at(-1)?.items.push({ ...list, end });
		}
	}
	const [top, open] = lists;
	if (open) throw new SourceError(`${name}:${lineAt(text, open.start)}: this list does not end`);
	return top?.items ?? [];
}

function lineAt(text: string, place: number): number {
	return text.slice(0, place).split('\n').length;
}

/**
 * Finds the allow rules.
 *
 * @throws SourceError where a list does not end
 */
export function grantsOfCil(text: string, name: string): CilRule[] {
	const found: CilRule[] = [];
	const visit = (nodes: Node[], blocks: Block[], under: CilRule['under']) => {
		for (const node of nodes) {
			const { start, end, items } = node;
			const [head, second] = items;
			const word = head?.word ?? '';
			if (word === 'allow') {
				const said = text.slice(start, end).replace(/;.*/g, '').replace(/\s+/g, ' ');
				found.push({ start, end, line: lineAt(text, start), text: said, word, blocks, under });
			} else if (CONDITIONS.has(word) && second) {
				const said = text.slice(second.start, second.end);
				const about = infix(second);
				for (const branch of items.slice(2)) {
					const isOtherwise = branch.items[0]?.word === 'false';
					const condition = isOtherwise ? `(not ${said})` : said;
					const block = { name: word, about, isOtherwise };
					visit(branch.items, [...blocks, block], { condition, whole: node, branch });
				}
			} else if (!UNCALLED.has(word)) {
				const block = { name: word, about: second?.word ?? '', isOtherwise: false };
				visit(items, [...blocks, block], under);
			}
		}
	};
	visit(readNodes(text, name), [], null);
	return found;
}

/**
 * Puts a module's rules under switches: see image/switches.ts.
 *
 * @param file - the module's file, such as `more.cil`
 */
export function switchedCil(file: string, text: string): { text: string; switches: Switch[] } {
	const switches: Switch[] = [];
	const edits: Edit[] = [];
	const moved = new Map<Node, Moved[]>();
	for (const rule of grantsOfCil(text, file)) {
		const parts = /^\(allow (\S+) (\S+) \((\w+) \(([^()]*)\)\)\)$/.exec(rule.text);
		if (!parts) continue; // a named set of permissions, or an expression
		const [, source = '', target = '', objectClass = '', words = ''] = parts;
		const name = `switch_${file.replace(/\W/g, '_')}_${switches.length + 1}`;
		const permissions = words.trim().split(/\s+/);
		const said = `allow ${source} ${target}:${objectClass} { ${permissions.join(' ')} };`;
		switches.push({ name, lines: [`${file}:${rule.line}`], rule: said, permissions });
		const { start, end, under } = rule;
		const condition = under ? `(and ${under.condition} ${name})` : name;
		const to = `(booleanif ${condition} (true ${rule.text}))`;
		if (!under) edits.push({ start, end, text: to + breaksOf(text.slice(start, end)) });
		else
			moved.set(under.whole, [
				...(moved.get(under.whole) ?? []),
				{ rule, to, branch: under.branch },
			]);
	}
	edits.push(...[...moved].flatMap(([whole, rules]) => movedFrom(text, whole, rules)));
	// They come last, so that a compiler's numbers of lines are the author's.
	const booleans = switches.map(({ name }) => `(boolean ${name} true)\n`).join('');
	return { text: `${edited(text, edits)}\n${booleans}`, switches };
}

/** Line breaks, as many as a text has. */
function breaksOf(text: string): string {
	return text.replace(/[^\n]/g, '');
}

interface Edit {
	start: number;
	end: number;
	text: string;
}

/** A rule that leaves a condition for one of its own: there are no conditions in conditions. */
interface Moved {
	rule: CilRule;
	to: string;
	branch: Node;
}

/** Takes rules from a condition, and what is empty then: no branch may be. They follow behind it. */
function movedFrom(source: string, whole: Node, rules: readonly Moved[]): Edit[] {
	const text = rules.map(({ to }) => to).join('');
	const breaks = ({ start, end }: Pick<Edit, 'start' | 'end'>) =>
		breaksOf(source.slice(start, end));
	const branches = whole.items.slice(2);
	const of = (branch: Node) => rules.filter((each) => each.branch === branch);
	const isEmpty = (branch: Node) => of(branch).length === branch.items.length - 1;
	if (branches.every(isEmpty))
		return [{ start: whole.start, end: whole.end, text: text + breaks(whole) }];
	const taken = branches.flatMap((branch): Pick<Edit, 'start' | 'end'>[] =>
		isEmpty(branch) ? [branch] : of(branch).map(({ rule }) => rule),
	);
	return [
		...taken.map((each) => ({ start: each.start, end: each.end, text: breaks(each) })),
		{ start: whole.end, end: whole.end, text },
	];
}

/** What a module declares: see bare.ts. A type in a block has the block's name before its own. */
export function declaredByCil(text: string, file: string): Declared {
	const types: string[] = [];
	const domains: string[] = [];
	const visit = (nodes: Node[], path: string) => {
		for (const { items } of nodes) {
			const [head, second] = items;
			if (head?.word === 'type' && second?.word) types.push(path + second.word);
			const isDomain = head?.word === 'typeattributeset' && second?.word === 'domain';
			if (isDomain)
				domains.push(
					...items
						.slice(2)
						.flatMap(wordsOf)
						.map((each) => path + each),
				);
			if (head?.word === 'block') visit(items, `${path}${second?.word}.`);
			else if (head?.word === 'optional') visit(items, path);
		}
	};
	visit(readNodes(text, file), '');
	return { types, domains: domains.filter((each) => types.includes(each)) };
}

/** Takes all that its domains may do from a module, and their attributes: see bare.ts. */
export function bareCil(text: string, file: string, domains: readonly string[]): string {
	const edits: Edit[] = [];
	const isDomain = (path: string, { word }: Node) =>
		word !== undefined && (domains.includes(path + word) || domains.includes(word));
	const visit = (nodes: Node[], path: string) => {
		for (const { start, end, items } of nodes) {
			const [head, second, ...rest] = items;
			if (head?.word === 'allow' && second && isDomain(path, second)) {
				// It stays a rule, for no branch of a condition may be empty: what is not allowed is not audited.
				edits.push({ start: head.start, end: head.end, text: 'auditallow' });
			} else if (head?.word === 'typeattributeset') {
				const members = rest.flatMap((each) => (each.word ? [each] : each.items));
				const taken = members.filter((each) => isDomain(path, each));
				if (taken.length === 0) continue;
				if (taken.length === members.length) edits.push({ start, end, text: '' });
				else for (const each of taken) edits.push({ start: each.start, end: each.end, text: '' });
			} else visit(items, head?.word === 'block' ? `${path}${second?.word}.` : path);
		}
	};
	visit(readNodes(text, file), '');
	return edited(text, edits);
}

const OPERATORS: Readonly<Record<string, string>> = {
	and: '&&',
	or: '||',
	xor: '^',
	eq: '==',
	neq: '!=',
};

/** A condition as .te files write it. */
function infix({ word, items }: Node): string {
	if (word !== undefined) return word;
	const [head, first, second] = items;
	if (first === undefined) return head ? infix(head) : '';
	if (head?.word === 'not') return `!${infix(first)}`;
	const operator = OPERATORS[head?.word ?? ''] ?? '';
	return second ? `(${infix(first)} ${operator} ${infix(second)})` : infix(first);
}

function wordsOf({ word, items }: Node): string[] {
	return word === undefined ? items.flatMap(wordsOf) : [word];
}

function edited(text: string, edits: readonly Edit[]): string {
	let at = 0;
	let written = '';
	for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
		written += text.slice(at, edit.start) + edit.text;
		at = edit.end;
	}
	return written + text.slice(at);
}
