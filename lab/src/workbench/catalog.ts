// What each interface of the installed policy grants to the domain that calls it: m4 expands it, and its
// rules are read.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow } from '../cache.ts';
import { hostAsRoot } from '../host.ts';
import { unpackForPolicy } from '../image/base.ts';
import { folderOf, stage } from '../image/stage.ts';
import { BASE, policyStage } from '../image/stages.ts';
import { marked, readExpanded } from '../image/switches.ts';
import { inWorkshop } from '../image/workshop.ts';
import { LAB } from '../paths.ts';
import type { Policy } from '../policies.ts';
import { readStatements } from './te.ts';

/** A rule of an interface's, about whoever calls it. */
export interface Grant {
	/** A type, an attribute, or `self`. */
	target: string;
	class: string;
	permissions: string[];
}

export interface Catalog {
	/** The grants of each interface that is about one domain, and makes it nothing else. */
	interfaces: Record<string, Grant[]>;
	/** The types that each attribute has. */
	attributes: Record<string, string[]>;
}

/** Who calls them. */
export const CALLER = 'peercon_caller_t';

const HEADERS = 'usr/share/selinux/devel/include';

/** Gives the interfaces of a policy, and finds them if they are not in the cache. */
export async function catalogOf(policy: Policy): Promise<Catalog> {
	const folder = await folderOf(
		stage({
			name: `interfaces-${policy}`,
			inputs: { base: BASE, policy: policyStage(policy) },
			files: () => [
				...['expand-interfaces.sh', 'allowed.py'].map((name) => `lab/image/${name}`),
				...['workbench/te.ts', 'workbench/catalog.ts', 'image/switches.ts'].map(
					(name) => `lab/src/${name}`,
				),
			],
			others: [],
			kept: 2,
			told: [`reading the interfaces of the ${policy} policy`, 12],
			make: (folder, { base, policy: tar }) =>
				inWorkshop(async (root) => {
					await unpackForPolicy(base, root);
					await hostAsRoot(['tar', '-C', root, '-xf', join(tar, 'policy.tar')]);
					const work = join(root, 'tmp/policy');
					mkdirSync(work);
					const headers = join(root, HEADERS);
					const files = filesBelow(headers).filter((name) => name.endsWith('.if'));
					const names = interfacesIn(headers, files);
					const calls = names.map((name) => `${name}(${CALLER})\n`).join('');
					writeFileSync(join(work, 'catalog.te'), marked('catalog.te', calls));
					const attributes = join(folder, 'attributes.json');
					const expand = ['sh', join(LAB, 'image/expand-interfaces.sh')];
					await hostAsRoot([...expand, root, policy, attributes]);
					const expanded = readFileSync(join(work, 'tmp/catalog.tmp'), 'utf8');
					const found = grantsIn(expanded, names);
					writeFileSync(join(folder, 'interfaces.json'), JSON.stringify(found));
				}),
		}),
	);
	const read = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
	return { interfaces: read('interfaces.json'), attributes: read('attributes.json').attributes };
}

/**
 * The names of those that take one argument, and that nobody is warned of.
 *
 * @param files - .if files of a folder
 */
export function interfacesIn(headers: string, files: readonly string[]): string[] {
	const bodies = new Map<string, string[]>();
	for (const file of files) {
		for (const { text, word, blocks } of readStatements(
			readFileSync(join(headers, file), 'utf8'),
			file,
		)) {
			const [outer] = blocks;
			if (outer?.name !== 'interface' || word === '#') continue;
			bodies.set(outer.about, [...(bodies.get(outer.about) ?? []), text]);
		}
	}
	const isFit = (text: string) => !/\$[2-9*@]|^refpolicy(warn|err)/.test(text);
	return [...bodies].filter(([, texts]) => texts.every(isFit)).map(([name]) => name);
}

/** What makes more of a domain than rules do: attributes, transitions, roles. */
const MAKES =
	/^(typeattribute|type|type_transition|role|roleattribute|range_transition|attribute)$/;

/**
 * Reads what m4 has made of calls, one in each line.
 *
 * @param names - of the interface in each line
 */
export function grantsIn(expanded: string, names: readonly string[]): Record<string, Grant[]> {
	const found: Record<string, Grant[]> = {};
	const unfit = new Set<string>();
	for (const { lines, word, text, blocks } of readExpanded(expanded)) {
		const name = names[Number(lines[0]?.split(':')[1]) - 1];
		if (name === undefined || blocks.some((block) => block.name === 'require')) continue;
		const isAboutOthers = word === 'allow' && !text.startsWith(`allow ${CALLER} `);
		if (MAKES.test(word) || isAboutOthers) unfit.add(name);
		const [, target = '', classes = '', permissions = ''] =
			/^allow peercon_caller_t (\S+|\{[^}]*\})\s?:\s?(\w+|\{[^}]*\}) (.+);$/.exec(text) ?? [];
		// A condition may not hold.
		if (word !== 'allow' || blocks.some((block) => block.name === 'if')) continue;
		// What is not said by name has no bound.
		if (target === '' || /[*~-]/.test(permissions + target)) unfit.add(name);
		const grants = wordsOf(target).flatMap((each) =>
			wordsOf(classes).map((objectClass) => ({
				target: each,
				class: objectClass,
				permissions: wordsOf(permissions),
			})),
		);
		found[name] = [...(found[name] ?? []), ...grants];
	}
	for (const name of unfit) delete found[name];
	return found;
}

function wordsOf(text: string): string[] {
	return text.replace(/[{}]/g, ' ').trim().split(/\s+/);
}
