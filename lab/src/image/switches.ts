// A switch for each permission that the project's modules allow: a boolean, by which a test takes the
// permission away in a moment. With every switch on, the policy is the one that is installed.
//
// They are put in between m4 and checkmodule(8), where every interface has been expanded.

import { type Block, readStatements, type Statement } from '../workbench/te.ts';

/** A permission that can be switched off. */
export interface Switch {
	/** The boolean: setsebool(8). */
	name: string;
	/** Where it stands in the sources: the line of the .te file, and that of the .if file it calls. */
	lines: string[];
	/** The rule, as it is after all macros. */
	rule: string;
	/** None for a type transition. */
	permissions: string[];
}

/** The classes whose permissions are switched one by one: those of labeled networking. */
const NETWORK = new Set(['netif', 'node', 'peer', 'packet', 'association']);
const NETWORK_PERMISSIONS = new Set(['name_bind', 'name_connect', 'node_bind', 'association']);

/** Every permission of this module has a switch to itself: docs/every-channel.md shows each alone missing. */
const BY_PERMISSION = 'channels';

const BEGIN = '##### statement';
const END = '##### end of statement';

/** What only the file that it stands in can say, and so what nobody takes away. */
const DECLARES = /^(policy_module|gen_\w+|module|type|attribute|attribute_role|bool|neverallow)$/;

/** Whether a statement grants something, or may: a rule, or a call of an interface or a pattern. */
export function isGrant({ word, blocks }: Statement): boolean {
	return word !== '#' && !DECLARES.test(word) && !blocks.some(({ name }) => REQUIRES.has(name));
}

const REQUIRES = new Set(['gen_require', 'require']);

/**
 * Marks every statement of a source file that grants something, so that what m4 makes of it can be told.
 *
 * @param name - the file's name
 * @param source - a .te or .if file
 */
export function marked(name: string, source: string): string {
	return replaced(source, readStatements(source, name).filter(isGrant), ({ line, start, end }) => {
		return `${BEGIN} ${name}:${line}\n${source.slice(start, end)}\n${END}\n`;
	});
}

/** Writes something else in the place of statements, each on lines of its own. */
export function replaced(
	text: string,
	statements: readonly Statement[],
	by: (statement: Statement) => string,
): string {
	let at = 0;
	let written = '';
	for (const statement of statements) {
		const before = text.slice(at, statement.start);
		written += /(^|\n)[\t ]*$/.test(before) || before === '' ? before : `${before}\n`;
		written += by(statement);
		at = statement.end;
	}
	return written + text.slice(at);
}

/** A statement that m4 has made of statements of the sources. */
export interface Expanded extends Statement {
	/** Those, from the .te file's on, such as `echo_client.te:41`; none for what the macros add. */
	lines: string[];
}

/** Reads what m4 has made of a marked source. */
export function readExpanded(text: string): Expanded[] {
	const lines: string[] = [];
	const found: Expanded[] = [];
	for (const statement of readStatements(text, 'what m4 has made of it')) {
		if (statement.word !== '#') found.push({ ...statement, lines: [...lines] });
		else if (statement.text.startsWith(END)) lines.pop();
		else if (statement.text.startsWith(BEGIN)) lines.push(statement.text.slice(BEGIN.length + 1));
	}
	return found;
}

const RULE =
	/^allow (?<source>\S+|\{.+?\}) (?<target>[^\s:]+|\{[^}]*\})\s?:\s?(?<classes>\w+|\{[^}]*\}) (?<permissions>.+?)\s?;$/;

const TRANSITION =
	/^type_transition (?<source>\w+) (?<target>\w+)\s?:\s?(?<classes>\w+|\{[^}]*\}) (?<made>\w+)\s?;$/;

/**
 * Finds the type transitions that can be put under switches: a condition takes none that is about a file's name,
 * and two conditions none that are about the same.
 *
 * @param expanded - what m4 has made of modules
 * @param types - of these modules: about others' types somebody else may have said something
 * @returns their texts
 */
export function transitionsOf(expanded: readonly string[], types: readonly string[]): Set<string> {
	const found = new Map<string, string[]>();
	for (const { text } of expanded.flatMap((each) => readExpanded(each))) {
		const { source = '', target = '', classes } = TRANSITION.exec(text)?.groups ?? {};
		for (const each of wordsOf(classes)) {
			const about = [source, target, each].join(' ');
			found.set(about, [...(found.get(about) ?? []), text]);
		}
	}
	// Without one into a domain the program would run as whoever starts it, and miss nothing.
	const isFit = (about: string) =>
		types.includes(about.split(' ')[0] ?? '') && !/ process$/.test(about);
	const unfit = [...found].filter(([about, texts]) => !isFit(about) || texts.length > 1);
	const not = new Set(unfit.flatMap(([, texts]) => texts));
	return new Set([...found.values()].flat().filter((text) => !not.has(text)));
}

/**
 * Puts the rules of an expanded module under switches.
 *
 * @param module - its name
 * @param expanded - what m4 has made of its marked source
 * @param transitions - the type transitions among them: see transitionsOf
 * @returns the same with switches, and which there are
 */
export function switched(
	module: string,
	expanded: string,
	transitions: ReadonlySet<string> = new Set(),
): { text: string; switches: Switch[] } {
	const switches: Switch[] = [];
	const rules = readExpanded(expanded).filter(
		({ text, lines }) => lines.length > 0 && (RULE.test(text) || transitions.has(text)),
	);
	const text = replaced(expanded, rules, (statement) => {
		const { lines, blocks } = statement as Expanded;
		const condition = conditionOf(blocks);
		const isTransition = transitions.has(statement.text);
		const rule = (isTransition ? TRANSITION : RULE).exec(statement.text)?.groups ?? {};
		const found = isTransition ? transitionParts(rule) : partsOf(rule, module === BY_PERMISSION);
		const parts = found.map((part) => {
			const name = `switch_${module}_${switches.length + 1}`;
			switches.push({ name, lines, ...part });
			const when = condition === null ? name : `${condition} && ${name}`;
			return `if (${when}) { ${part.rule} }`;
		});
		// A condition's block has no others in it.
		return (condition === null ? parts : ['}', ...parts, `if (${condition.slice(1, -1)}) {`]).join(
			'\n',
		);
	});
	const booleans = switches.map(({ name }) => `bool ${name} true;`).join('\n');
	return {
		text: text.replace(/^\s*module \w+ [\d.]+;$/m, (line) => `${line}\n${booleans}`),
		switches,
	};
}

/** The condition that a rule stands under, in parentheses. */
function conditionOf(blocks: readonly Block[]): string | null {
	const block = blocks.find(({ name }) => name === 'if');
	if (!block) return null;
	return block.isOtherwise ? `(!(${block.about}))` : `(${block.about})`;
}

/** A rule's parts, each with a switch of its own. */
function partsOf(
	rule: Record<string, string>,
	areAllSingle: boolean,
): Pick<Switch, 'rule' | 'permissions'>[] {
	const { source = '', target = '' } = rule;
	return wordsOf(rule.classes).flatMap((objectClass) => {
		const left = `allow ${source} ${target}:${objectClass}`;
		if (/[*~]/.test(`${rule.permissions}`)) {
			return [{ rule: `${left} ${rule.permissions};`, permissions: [`${rule.permissions}`] }];
		}
		const permissions = wordsOf(rule.permissions);
		const isSingle = (each: string) => areAllSingle || isOfNetwork(objectClass, each);
		const single = permissions.filter(isSingle);
		const rest = permissions.filter((each) => !isSingle(each));
		return [...single.map((each) => [each]), rest]
			.filter((each) => each.length > 0)
			.map((each) => ({ rule: `${left} { ${each.join(' ')} };`, permissions: each }));
	});
}

function transitionParts(rule: Record<string, string>): Pick<Switch, 'rule' | 'permissions'>[] {
	const { source, target, classes, made } = rule;
	return wordsOf(classes).map((each) => ({
		rule: `type_transition ${source} ${target}:${each} ${made};`,
		permissions: [],
	}));
}

/** Whether a permission is one that has a switch to itself. */
export function isOfNetwork(objectClass: string, permission: string): boolean {
	return NETWORK.has(objectClass) || NETWORK_PERMISSIONS.has(permission);
}

function wordsOf(text = ''): string[] {
	return text.replace(/[{}]/g, ' ').trim().split(/\s+/);
}
