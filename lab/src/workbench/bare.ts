// A module whose domains may do nothing: with it loaded and nothing enforced, the kernel records all that
// a program asks for in such a domain, once each, and the program does as it would if all were allowed.
import { readExpanded, replaced } from '../image/switches.ts';

/** What a module declares, for those who ask what was denied. */
export interface Declared {
	/** Every type of its own. */
	types: string[];
	/** Those of them that processes have. */
	domains: string[];
}

/** What has this attribute is a domain: domain_type() of the reference policy. */
const DOMAIN = 'domain';

/** @param expanded - what m4 has made of a module */
export function declaredBy(expanded: string): Declared {
	const types = new Set<string>();
	const domains = new Set<string>();
	for (const { word, text, blocks } of readExpanded(expanded)) {
		if (blocks.some(({ name }) => name === 'require')) continue;
		const [, type = '', attributes = ''] = /^(?:type|typeattribute) (\w+)(.*);$/.exec(text) ?? [];
		if (word === 'type') types.add(type);
		const isDomain = attributes.split(/[\s,]+/).includes(DOMAIN);
		if (isDomain && (word === 'type' || word === 'typeattribute')) domains.add(type);
	}
	return { types: [...types], domains: [...domains].filter((type) => types.has(type)) };
}

/**
 * Takes all that its domains may do from a module, and their attributes, by which they may do more.
 *
 * @param expanded - what m4 has made of it
 * @param domains - see declaredBy
 */
export function bare(expanded: string, domains: readonly string[]): string {
	const taken = readExpanded(expanded).filter(({ word, text, blocks }) => {
		if (blocks.some(({ name }) => name === 'require')) return false;
		if (word === 'typeattribute') return domains.includes(/^\w+ (\w+)/.exec(text)?.[1] ?? '');
		if (word === 'type') return domains.some((type) => text.startsWith(`type ${type},`));
		return (
			word === 'neverallow' ||
			(word === 'allow' && sourcesOf(text).some((each) => domains.includes(each)))
		);
	});
	return replaced(expanded, taken, ({ word, text }) => {
		if (word === 'type') return text.replace(/,.*/, ';');
		const others = sourcesOf(text).filter((each) => !domains.includes(each));
		if (word !== 'allow' || others.length === 0) return '';
		return text.replace(/^allow (\{.+?\}|\S+)/, `allow { ${others.join(' ')} }`);
	});
}

function sourcesOf(rule: string): string[] {
	const [, source = ''] = /^allow (\{.+?\}|\S+)/.exec(rule) ?? [];
	return source.replace(/[{}]/g, ' ').trim().split(/\s+/);
}
