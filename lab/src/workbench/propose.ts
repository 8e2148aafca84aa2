// For what was denied to a domain: the narrowest interface of the installed policy that grants it, or a rule
// with the module's own types. Never a rule about another module's type, nor about one that says that
// something has no label.
import { type Denial, denialText } from '../denials.ts';
import type { Catalog, Grant } from './catalog.ts';
import { isMade, MAKES, newType, setOf } from './new-types.ts';
import { stem } from './sources.ts';
import type { AllowedRule, Built } from './variants.ts';

/** Lines for a module, and what is to be known of them. */
export interface Proposal {
	/** What they are for; they stand where it is declared. */
	domain: string;
	/** For the rules: an interface's call, or rules. */
	lines: string[];
	/** For the declarations, where something new is made. */
	declarations: string[];
	/** For the .fc file. */
	contexts: string[];
	/** The records that they are for, each once. */
	records: string[];
	/** What they grant besides: `file { ioctl } of etc_t`. */
	besides: string[];
}

/** What there is no line for. */
export interface Unsolved {
	record: string;
	why: string;
}

/** What has such a type has no label, or none that this policy knows: that is to be mended, not allowed. */
const NO_LABEL: Readonly<Record<string, string>> = {
	unlabeled_t: 'it has no label that this policy knows: restorecon(8) gives it one',
	file_t: 'it has no label: restorecon(8) gives it one',
	default_t: 'no line of a .fc file is about its path',
};

/** What is denied although the rules allow it. */
const FORBIDDEN =
	'the rules allow it, and a constraint forbids it, such as one about levels or users: no line of a module can help that';

/** What a domain was denied of one class and one type. */
export interface Need extends Grant {
	domain: string;
	records: string[];
	/** On what of that type, as far as the records tell. */
	seen: { name: string | undefined; path: string | undefined; permissions: string[] }[];
}

/**
 * Proposes lines.
 *
 * @param denials - what was denied to the modules' domains while nothing was enforced
 * @param known - what the modules declare, and what the policy allows already
 */
export function propose(
	denials: readonly Denial[],
	known: Pick<Built, 'types' | 'domains' | 'homes'> & { allowed: readonly AllowedRule[] },
	catalog: Catalog,
): { proposals: Proposal[]; unsolved: Unsolved[] } {
	const proposals: Proposal[] = [];
	const unsolved: Unsolved[] = [];
	let left = needsOf(denials, known.domains);

	for (const need of left.filter((each) => isGranted(each, known.allowed, catalog))) {
		unsolved.push(...need.records.map((record) => ({ record, why: FORBIDDEN })));
		left = left.filter((each) => each !== need);
	}

	// In one module alone: another may be built without it.
	const isOwn = ({ domain, target }: Need) =>
		known.homes[target] !== undefined && known.homes[target] === known.homes[domain];
	for (const need of left.filter(isOwn)) {
		const target = need.target === need.domain ? 'self' : need.target;
		proposals.push({
			domain: need.domain,
			lines: [`allow ${need.domain} ${target}:${need.class} ${setOf(need.permissions)};`],
			declarations: [],
			contexts: [],
			records: need.records,
			besides: [],
		});
	}
	left = left.filter((need) => !isOwn(need));

	for (const [target, why] of Object.entries(NO_LABEL)) {
		for (const { records } of left.filter((need) => need.target === target)) {
			unsolved.push(...records.map((record) => ({ record, why })));
		}
		left = left.filter((need) => need.target !== target);
	}

	for (const [folder, how] of Object.entries(MAKES)) {
		for (const domain of known.domains) {
			const about = left.filter((need) => need.domain === domain && need.target === folder);
			const made = about.filter((need) => isMade(need, how));
			if (made.length === 0) continue;
			const proposal = newType(domain, how, made, about, known);
			if ([...proposal.lines, ...proposal.contexts, ...proposal.declarations].length === 0)
				continue;
			proposals.push(proposal);
			left = left.filter((need) => !about.includes(need));
		}
	}

	for (const domain of known.domains) {
		const needs = left.filter((need) => need.domain === domain);
		const found = calls(domain, needs, known, catalog);
		proposals.push(...found.proposals);
		unsolved.push(...found.unsolved);
	}
	return { proposals, unsolved };
}

/** Whether the policy's rules allow all of it. */
function isGranted(
	{ domain, target, class: objectClass, permissions }: Need,
	allowed: readonly AllowedRule[],
	{ attributes }: Catalog,
): boolean {
	const about = allowed.filter(
		(rule) =>
			rule.domain === domain &&
			rule.class === objectClass &&
			(rule.target === target || attributes[rule.target]?.includes(target)),
	);
	return permissions.every((each) => about.some((rule) => rule.permissions.includes(each)));
}

/** What was denied, by domain, type and class. */
function needsOf(denials: readonly Denial[], domains: readonly string[]): Need[] {
	const needs = new Map<string, Need>();
	for (const denial of denials) {
		const [domain, target] = [denial.subject.type, denial.object.type];
		if (!domains.includes(domain)) continue;
		const key = [domain, target, denial.class].join();
		const need = needs.get(key) ?? {
			domain,
			target,
			class: denial.class,
			permissions: [],
			records: [],
			seen: [],
		};
		const { name, path } = denial.details;
		need.seen.push({ name, path, permissions: denial.permissions });
		need.permissions = [...new Set([...need.permissions, ...denial.permissions])];
		// That nothing was enforced is no news here.
		need.records = [...new Set([...need.records, denialText({ ...denial, permissive: false })])];
		needs.set(key, need);
	}
	return [...needs.values()];
}

/** Finds the interfaces. */
function calls(
	domain: string,
	needs: readonly Need[],
	{ allowed, homes }: { allowed: readonly AllowedRule[]; homes: Built['homes'] },
	{ interfaces, attributes }: Catalog,
): { proposals: Proposal[]; unsolved: Unsolved[] } {
	const membersOf = (target: string) => attributes[target] ?? [target === 'self' ? domain : target];
	const triples = (grants: readonly Grant[]) =>
		grants.flatMap((grant) =>
			membersOf(grant.target).flatMap((type) =>
				grant.permissions.map((permission) => [type, grant.class, permission].join()),
			),
		);
	const asked = new Set(triples(needs));
	const has = new Set(triples(allowed.filter((rule) => rule.domain === domain)));
	const open = new Set(asked);
	const proposals: Proposal[] = [];
	const unsolved: Unsolved[] = [];

	const costOf = (name: string) =>
		new Set(triples(interfaces[name] ?? []).filter((each) => !asked.has(each) && !has.has(each)))
			.size;
	/** The narrowest of those that grant all of this. */
	const narrowest = (wanted: readonly string[]): string | undefined => {
		const fit = Object.keys(interfaces).filter((name) => {
			if (!mayMatter(interfaces[name] ?? [], wanted, attributes)) return false;
			const granted = new Set(triples(interfaces[name] ?? []));
			return wanted.every((each) => granted.has(each));
		});
		const costs = new Map(fit.map((name) => [name, costOf(name)]));
		const cost = (name: string) => costs.get(name) ?? 0;
		return fit.sort((a, b) => cost(a) - cost(b) || a.length - b.length || (a < b ? -1 : 1))[0];
	};
	const call = (name: string) => {
		const granted = new Set(triples(interfaces[name] ?? []));
		const served = needs.filter((need) =>
			triples([need]).some((each) => open.has(each) && granted.has(each)),
		);
		for (const each of granted) open.delete(each);
		const beyond = [...granted].filter((each) => !asked.has(each) && !has.has(each));
		proposals.push({
			domain,
			lines: [`${name}(${domain})`],
			declarations: [],
			contexts: [],
			records: served.flatMap(({ records }) => records),
			besides: grouped(beyond, interfaces[name] ?? [], attributes),
		});
	};

	// What reads a file leads to it, mostly: so folders come last.
	const isLast = ({ class: objectClass }: Need) => (objectClass === 'dir' ? 1 : 0);
	for (const need of needs.toSorted((a, b) => isLast(a) - isLast(b))) {
		const wanted = triples([need]).filter((each) => open.has(each));
		if (wanted.length === 0) continue;
		const one = narrowest(wanted);
		if (one !== undefined) {
			call(one);
			continue;
		}
		for (const each of wanted) {
			if (!open.has(each)) continue;
			const part = narrowest([each]);
			if (part !== undefined) call(part);
			else {
				open.delete(each);
				const home = homes[need.target];
				const cure = home ? `: give ${stem(home)}.if an interface for it` : '';
				const why = `no interface of one argument grants ${each.split(',')[2]}, and a rule about another module's type is not for this one to write${cure}`;
				unsolved.push({ record: need.records[0] ?? each, why });
			}
		}
	}
	return { proposals, unsolved };
}

/** A quick look before all of an interface's types are: whether it is about the first of what is wanted. */
function mayMatter(
	grants: readonly Grant[],
	wanted: readonly string[],
	attributes: Catalog['attributes'],
): boolean {
	const [type = '', objectClass, permission = ''] = wanted[0]?.split(',') ?? [];
	return grants.some(
		(grant) =>
			grant.class === objectClass &&
			grant.permissions.includes(permission) &&
			(grant.target === type || attributes[grant.target]?.includes(type)),
	);
}

/** What is granted besides, in the words of the interface's rules. */
function grouped(
	beyond: readonly string[],
	grants: readonly Grant[],
	attributes: Catalog['attributes'],
): string[] {
	const left = new Set(beyond);
	const found = new Map<string, Set<string>>();
	for (const { target, class: objectClass, permissions } of grants) {
		const types = attributes[target] ?? [target];
		const more = permissions.filter((each) =>
			types.some((type) => left.has([type, objectClass, each].join())),
		);
		const key = `${objectClass} of ${target}${attributes[target] ? ` (${types.length} types)` : ''}`;
		for (const each of more) found.set(key, (found.get(key) ?? new Set()).add(each));
	}
	return [...found].map(([key, more]) => {
		const [objectClass = '', of = ''] = key.split(' of ');
		return `${objectClass} { ${[...more].join(' ')} } of ${of}`;
	});
}
