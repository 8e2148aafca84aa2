// A switch for each permission that the project's modules allow: a boolean, by which a test takes the
// permission away in a moment. With every switch on, the policy is the one that is installed.
//
// They are put in between m4 and checkmodule(8), where every interface has been expanded.

/** A permission that can be switched off. */
export interface Switch {
	/** The boolean: setsebool(8). */
	name: string;
	/** Where it stands in the sources: the line of the .te file, and that of the .if file it calls. */
	lines: string[];
	/** The rule, as it is after all macros. */
	rule: string;
	permissions: string[];
}

/** The classes whose permissions are switched one by one: those of labeled networking. */
const NETWORK = new Set(['netif', 'node', 'peer', 'packet', 'association']);
const NETWORK_PERMISSIONS = new Set(['name_bind', 'name_connect', 'node_bind', 'association']);

/** A line that grants something: a rule, or a call of an interface or a pattern. */
const STATEMENT = /^\t*(allow .*;|(?!policy_module|gen_)\w+\([^`']*\))$/;

const BEGIN = '##### statement';
const END = '##### end of statement';

/**
 * Marks every statement of a source file, so that what m4 makes of it can be told.
 *
 * @param name - the file's name
 * @param source - a .te or .if file
 */
export function marked(name: string, source: string): string {
	return source
		.split('\n')
		.map((line, index) =>
			STATEMENT.test(line) ? `${BEGIN} ${name}:${index + 1}\n${line}\n${END}` : line,
		)
		.join('\n');
}

const RULE =
	/^\s*allow (?<source>.+?) (?<target>\S+|\{[^}]*\})\s?:\s?(?<classes>\w+|\{[^}]*\}) (?<permissions>\w+|\{.*\});/;

/**
 * Puts the rules of an expanded module under switches.
 *
 * @param module - its name
 * @param expanded - what m4 has made of its marked source
 * @returns the same with switches, and which there are
 */
export function switched(module: string, expanded: string): { text: string; switches: Switch[] } {
	const switches: Switch[] = [];
	const statements: string[] = [];
	/** The condition of the block that a rule stands in. */
	let condition: string | null = null;

	const lines = expanded.split('\n').flatMap((line) => {
		if (line.startsWith(END)) statements.pop();
		else if (line.startsWith(BEGIN)) statements.push(line.slice(BEGIN.length + 1));
		const block = /^\s*if \((.*)\) \{/.exec(line);
		if (block) condition = block[1] ?? '';
		if (condition !== null && /^\s*\} # end /.test(line) && !line.includes('end require'))
			condition = null;

		const rule = RULE.exec(line)?.groups;
		if (!rule || statements.length === 0) return [line];
		const parts = partsOf(rule as Record<string, string>).map(({ rule, permissions }) => {
			const name = `switch_${module}_${switches.length + 1}`;
			switches.push({ name, lines: [...statements], rule, permissions });
			const when = condition === null ? name : `(${condition}) && ${name}`;
			return `if (${when}) { ${rule} }`;
		});
		return condition === null ? parts : ['}', ...parts, `if (${condition}) {`];
	});
	const booleans = switches.map(({ name }) => `bool ${name} true;`).join('\n');
	const text = lines
		.join('\n')
		.replace(/^\s*module \w+ [\d.]+;$/m, (line) => `${line}\n${booleans}`);
	return { text, switches };
}

/** A rule's parts, each with a switch of its own. */
function partsOf(rule: Record<string, string>): { rule: string; permissions: string[] }[] {
	const { source = '', target = '' } = rule;
	return wordsOf(rule.classes).flatMap((objectClass) => {
		const permissions = wordsOf(rule.permissions);
		const single = permissions.filter((each) => isOfNetwork(objectClass, each));
		const rest = permissions.filter((each) => !isOfNetwork(objectClass, each));
		return [...single.map((each) => [each]), rest]
			.filter((each) => each.length > 0)
			.map((each) => ({
				rule: `allow ${source} ${target}:${objectClass} { ${each.join(' ')} };`,
				permissions: each,
			}));
	});
}

/** Whether a permission is one that has a switch to itself. */
export function isOfNetwork(objectClass: string, permission: string): boolean {
	return NETWORK.has(objectClass) || NETWORK_PERMISSIONS.has(permission);
}

function wordsOf(text = ''): string[] {
	return text.replace(/[{}]/g, ' ').trim().split(/\s+/);
}
