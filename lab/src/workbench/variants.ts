// Somebody's modules in a policy that a guest can load, twice: with a switch for all that they allow, and
// with domains that may do nothing. Both are built by the guest's own tools, and come on the second disk.
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { filesBelow } from '../cache.ts';
import { LabError } from '../errors.ts';
import { host, hostAsRoot } from '../host.ts';
import { addedPackages } from '../image/added-packages.ts';
import { unpackForPolicy } from '../image/base.ts';
import { folderOf, stage } from '../image/stage.ts';
import { BASE, policyStage } from '../image/stages.ts';
import {
	type Expanded,
	marked,
	readExpanded,
	type Switch,
	switched,
	transitionsOf,
} from '../image/switches.ts';
import { inWorkshop } from '../image/workshop.ts';
import { LAB, ROOT } from '../paths.ts';
import type { Policy } from '../policies.ts';
import { bare, type Declared, declaredBy } from './bare.ts';
import { CALLER, type Catalog, grantsIn, interfacesIn } from './catalog.ts';
import { bareCil, declaredByCil, switchedCil } from './cil.ts';
import { compiled } from './compiled.ts';
import { keyOfFolder, pack } from './payload.ts';
import { type Sources, stem } from './sources.ts';

/** What a guest is to have. */
export interface Wanted {
	policy: Policy;
	sources: Sources;
	/** Folders whose files are laid over the guest's root folder. */
	trees: readonly string[];
	/** Debian's packages. */
	packages: readonly string[];
}

/** What a policy lets a domain do, by one rule of it. */
export interface AllowedRule {
	domain: string;
	/** The domain, or an attribute that it has. */
	source: string;
	target: string;
	class: string;
	permissions: string[];
}

/** What is known of modules after they are built. */
export interface Built extends Declared {
	/** For each type of theirs, the file that declares it: `echo.te`. */
	homes: Record<string, string>;
	/** What their own interfaces grant, where there are several modules: see catalog.ts. */
	interfaces: Catalog['interfaces'];
	switches: Switch[];
	/**
	 * For each line of the sources, the kinds of statements that m4 has made of it and that are under no switch. A
	 * transition into a domain is a `domain_transition`.
	 */
	words: Record<string, string[]>;
	/** For each line, the attributes that it gives. */
	given: Record<string, string[]>;
	allowed: { rules: AllowedRule[]; attributes: Record<string, string[]> };
	/** Folders and files of the guest whose labels the modules may change. */
	labeled: string[];
}

const PROJECT = join(ROOT, 'policy');
const SCRIPTS = [
	'build-modules.sh',
	'install-variants.sh',
	'without-contexts.py',
	'with-steps.sh',
	'expand-interfaces.sh',
	'allowed.py',
	'lab-policy@.service',
];

/**
 * Builds them, if they are not in the cache.
 *
 * @returns the path of the payload (see startMachine), and what is known of the modules
 * @throws LabError if they do not build, with what the compiler says
 */
export async function buildVariants(wanted: Wanted): Promise<Built & { payload: string }> {
	const { policy, sources, trees, packages } = wanted;
	const added = packages.length > 0 ? await addedPackages(packages) : '';
	const keys = [sources.folder, ...trees].map(keyOfFolder);
	const built = stage({
		name: `workbench-${policy}`,
		inputs: { base: BASE, policy: policyStage(policy) },
		files: () => [
			...SCRIPTS.map((name) => `lab/image/${name}`),
			...projectInterfaces().map((name) => `policy/${name}`),
			'lab/src/image/switches.ts',
			...['bare', 'catalog', 'cil', 'payload', 'te', 'variants'].map(
				(name) => `lab/src/workbench/${name}.ts`,
			),
		],
		others: [...sources.modules, ...keys, added],
		kept: 4,
		told: [`building ${sources.modules.join(', ')} for the ${policy} policy`, 15],
		make: (folder, { base, policy: tar }) =>
			inWorkshop(async (root) => {
				await unpackForPolicy(base, root);
				await hostAsRoot(['tar', '-C', root, '-xf', join(tar, 'policy.tar')]);
				const payload = join(folder, 'payload');
				// It is as long as a payload is; behind its end there is nothing yet.
				if (added !== '') await host(['cp', '--sparse=always', added, payload]);
				const known = await build(root, wanted, folder);
				await pack(payload, sources.folder, trees);
				writeFileSync(join(folder, 'built.json'), JSON.stringify(known));
			}),
	});
	const folder = await folderOf(built);
	const known = JSON.parse(readFileSync(join(folder, 'built.json'), 'utf8')) as Built;
	return { ...known, payload: join(folder, 'payload') };
}

function projectInterfaces(): string[] {
	return readdirSync(PROJECT).filter((name) => name.endsWith('.if'));
}

async function build(root: string, { policy, sources }: Wanted, folder: string): Promise<Built> {
	const written = join(root, 'tmp/policy');
	mkdirSync(written);
	const known = {
		switches: [] as Switch[],
		words: {},
		given: {},
		types: [] as string[],
		domains: [] as string[],
		homes: {} as Record<string, string>,
	};
	await offerInterfaces(root, sources);
	const isInCil = (name: string) => extname(name) === '.cil';
	if (!sources.modules.every(isInCil)) await expand(root, policy, sources);
	for (const variant of ['switched', 'bare']) mkdirSync(join(root, 'tmp', variant));

	const read = (name: string) =>
		readFileSync(
			isInCil(name) ? join(sources.folder, name) : join(written, 'tmp', `${stem(name)}.tmp`),
			'utf8',
		);
	for (const name of sources.modules) {
		const text = read(name);
		const { types, domains } = isInCil(name) ? declaredByCil(text, name) : declaredBy(text);
		known.types.push(...types);
		known.domains.push(...domains);
		for (const type of types) known.homes[type] = name;
	}
	const expanded = sources.modules.filter((name) => !isInCil(name)).map(read);
	const transitions = transitionsOf(expanded, known.types);
	for (const text of expanded) {
		const kind = ({ word, text }: Expanded) => kindOf(word, text, transitions);
		Object.assign(known.words, byLine(text, kind));
		Object.assign(known.given, byLine(text, attributesOf));
	}
	for (const name of sources.modules) {
		const text = read(name);
		const file = isInCil(name) ? name : `${stem(name)}.tmp`;
		const module = stem(name).replace(/\W/g, '_');
		const { switches, text: withSwitches } = isInCil(name)
			? switchedCil(name, text)
			: switched(module, text, transitions);
		known.switches.push(...switches);
		writeFileSync(join(root, 'tmp/switched', file), withSwitches);
		const without = isInCil(name) ? bareCil(text, name, known.domains) : bare(text, known.domains);
		writeFileSync(join(root, 'tmp/bare', file), without);
		if (isInCil(name)) continue;
		const contexts = `${stem(name)}.mod.fc`;
		for (const variant of ['switched', 'bare']) {
			cpSync(join(written, 'tmp', contexts), join(root, 'tmp', variant, contexts));
		}
	}
	const allowed = join(folder, 'allowed.json');
	const where = [root, policy, join(folder, 'payload'), allowed];
	await compiled(sources, ['image/install-variants.sh', ...where, ...known.domains]);
	return {
		...known,
		interfaces: sources.modules.length > 1 ? await ownInterfaces(root, policy, sources) : {},
		allowed: JSON.parse(readFileSync(allowed, 'utf8')),
		labeled: labeledBy(sources),
	};
}

/** Lets a module call the project's interfaces, and be built in the place of one that Debian has. */
async function offerInterfaces(root: string, { modules }: Sources): Promise<void> {
	const headers = join(root, 'usr/share/selinux/devel/include');
	const own = new Set(modules.map((name) => `${stem(name)}.if`));
	const others = projectInterfaces().filter((name) => !own.has(name));
	await hostAsRoot(['cp', ...others.map((name) => join(PROJECT, name)), join(headers, 'services')]);
	const replaced = filesBelow(headers).filter((name) => own.has(name.replace(/.*\//, '')));
	if (replaced.length > 0) await hostAsRoot(['rm', ...replaced.map((name) => join(headers, name))]);
}

/** Has m4 expand the modules, marked, and tells what is wrong with them as their author would see it. */
async function expand(root: string, policy: Policy, sources: Sources): Promise<void> {
	const folder = join(root, 'tmp/policy');
	const make = () => compiled(sources, ['image/build-modules.sh', root, policy]);
	const write = (mark: (name: string, text: string) => string) => {
		for (const name of [...sources.modules, ...sources.others]) {
			const text = readFileSync(join(sources.folder, name), 'utf8');
			writeFileSync(join(folder, name), /\.(te|if)$/.test(name) ? mark(name, text) : text);
		}
	};
	write(marked);
	try {
		await make();
	} catch {
		// The marks are lines of their own, so the compiler's numbers are others.
		write((_, text) => text);
		await make();
		throw new LabError('the modules build, but not with marks between their lines');
	}
}

/** What the interfaces grant that the modules offer to each other. */
async function ownInterfaces(
	root: string,
	policy: Policy,
	{ folder, others }: Sources,
): Promise<Catalog['interfaces']> {
	const names = interfacesIn(
		folder,
		others.filter((name) => name.endsWith('.if')),
	);
	if (names.length === 0) return {};
	const work = join(root, 'tmp/policy');
	const calls = names.map((name) => `${name}(${CALLER})\n`).join('');
	for (const name of others.filter((each) => each.endsWith('.if')))
		writeFileSync(join(work, name), readFileSync(join(folder, name)));
	writeFileSync(join(work, 'catalog.te'), marked('catalog.te', calls));
	const script = join(LAB, 'image/expand-interfaces.sh');
	await hostAsRoot(['sh', script, root, policy, join(work, 'attributes.json')]);
	return grantsIn(readFileSync(join(work, 'tmp/catalog.tmp'), 'utf8'), names);
}

/** What is found in the statements that m4 has made of each line, each once. */
function byLine(text: string, find: (statement: Expanded) => string[]): Record<string, string[]> {
	const found: Record<string, Set<string>> = {};
	for (const statement of readExpanded(text)) {
		const [line] = statement.lines;
		if (line === undefined || statement.blocks.some(({ name }) => name === 'require')) continue;
		const of = find(statement);
		found[line] = new Set([...(found[line] ?? []), ...of]);
	}
	return Object.fromEntries(Object.entries(found).map(([line, set]) => [line, [...set]]));
}

function kindOf(word: string, text: string, transitions: ReadonlySet<string>): string[] {
	if (transitions.has(text)) return [];
	return [word === 'type_transition' && /:\s?process\b/.test(text) ? 'domain_transition' : word];
}

function attributesOf({ text }: Expanded): string[] {
	const [, attributes = ''] = /^typeattribute \w+ (.*);$/.exec(text) ?? [];
	return attributes.split(/[\s,]+/).filter((each) => each !== '');
}

/** The longest parts of the paths in the .fc files that are no patterns. */
function labeledBy({ folder, others }: Sources): string[] {
	const texts = others
		.filter((name) => name.endsWith('.fc'))
		.map((name) => readFileSync(join(folder, name), 'utf8'));
	const paths = texts.flatMap((text) =>
		Array.from(text.matchAll(/^(\/\S*)\s/gm), ([, path = '']) => path),
	);
	return [...new Set(paths.map((path) => plainPart(path)))];
}

function plainPart(pattern: string): string {
	const plain = /^(?:[\w/@%:,=-]|\\\.)*/.exec(pattern)?.[0] ?? '/';
	const isWhole = plain === pattern || pattern.startsWith(`${plain}(/.*)?`);
	return (isWhole ? plain : plain.replace(/[^/]*$/, '')).replaceAll('\\', '') || '/';
}
