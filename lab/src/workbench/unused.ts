// What a policy lets a domain do that its test never did: what an intruder would have.
import type { Denial } from '../denials.ts';
import type { Built } from './variants.ts';

export interface Unused {
	domain: string;
	/** Who the rule is about: the domain itself, or an attribute that it has. */
	source: string;
	/** A type, or an attribute of which the test touched no type in this way. */
	target: string;
	class: string;
	permissions: string[];
}

/**
 * Compares what is allowed with what was asked for.
 *
 * @param asked - what was denied to the domains, once each, while they might do nothing
 * @returns for each rule the permissions that nothing asked for
 */
export function unusedBy(
	{ allowed, domains }: Pick<Built, 'allowed' | 'domains'>,
	asked: readonly Denial[],
): Unused[] {
	const used = new Set<string>();
	for (const { subject, object, permissions, ...denial } of asked) {
		if (!domains.includes(subject.type)) continue;
		for (const each of permissions)
			used.add([subject.type, object.type, denial.class, each].join());
	}
	return allowed.rules
		.map((rule) => {
			const targets = allowed.attributes[rule.target] ?? [rule.target];
			const isUsed = (permission: string) =>
				targets.some((target) => used.has([rule.domain, target, rule.class, permission].join()));
			return { ...rule, permissions: rule.permissions.filter((each) => !isUsed(each)) };
		})
		.filter(({ permissions }) => permissions.length > 0);
}
