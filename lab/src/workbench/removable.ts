// What is taken from the policy at once, and whether a denial is of it.
import type { Denial } from '../denials.ts';
import type { Switch } from '../image/switches.ts';

/** Something of a module's sources that can be taken away: all that it allows. */
export interface Removable {
	/** For a person: where it stands, and what stands there. */
	name: string;
	switches: Switch[];
}

/**
 * Sorts switches by what is taken away with them.
 *
 * @param nameOf - the name of what a switch belongs to
 * @returns each name once, in the order of the switches
 */
export function removables(
	switches: readonly Switch[],
	nameOf: (each: Switch) => string,
): Removable[] {
	const found = new Map<string, Removable>();
	for (const each of switches) {
		const name = nameOf(each);
		const removable = found.get(name) ?? { name, switches: [] };
		removable.switches.push(each);
		found.set(name, removable);
	}
	return [...found.values()];
}

/** The parts of a switch's rule: one class, and sources and targets as the policy says them. */
export function partsOf({ rule }: Switch): { source: string; target: string; class: string } {
	const parts = /^allow (\{.+?\}|\S+) (\{[^}]*\}|[^\s:]+):(\w+) /.exec(rule) ?? [];
	const [, source = '', target = '', objectClass = ''] = parts;
	return { source, target, class: objectClass };
}

/**
 * Whether a denial is of something that it allows, or may allow: an attribute may have any type. Or of what is
 * made by a type transition of it, or would be if there were none.
 */
export function isOf(removable: Removable, denial: Denial): boolean {
	const subject = denial.subject.type;
	const object = denial.object.type;
	return removable.switches.some((each) => {
		if (each.permissions.length === 0) return isMade(each, denial);
		const of = partsOf(each);
		return (
			denial.class === of.class &&
			denial.permissions.some((permission) => hasPermission(each, permission)) &&
			isIn(subject, of.source) &&
			(isIn(object, of.target) || (/\bself\b/.test(of.target) && subject === object))
		);
	});
}

function isMade({ rule }: Switch, { subject, object, permissions, ...denial }: Denial): boolean {
	const [, source, target = '', objectClass, made = ''] =
		/^type_transition (\w+) (\w+):(\w+) (\w+);$/.exec(rule) ?? [];
	return (
		permissions.includes('create') &&
		subject.type === source &&
		denial.class === objectClass &&
		[target, made].includes(object.type)
	);
}

function hasPermission({ permissions }: Switch, permission: string): boolean {
	const [only = ''] = permissions;
	return permissions.includes(permission) || only === '*' || only.startsWith('~');
}

/** Whether a type is one of those that a rule says. */
function isIn(type: string, said: string): boolean {
	const words = said.replace(/[{}]/g, ' ').trim().split(/\s+/);
	return words.some((word) => word === type || (word !== 'self' && !word.endsWith('_t')));
}

/**
 * Whether only Debian's own kernel asks for it. User-mode Linux has nothing that could mark a packet,
 * and to it all memory is executable (selinux_init in security/selinux/hooks.c: default_noexec).
 */
export function isForDebianKernel({ switches }: Removable): boolean {
	return switches.every(
		(each) =>
			partsOf(each).class === 'packet' ||
			(each.permissions.length > 0 &&
				each.permissions.every((permission) => /^exec(mem|mod|heap|stack)$/.test(permission))),
	);
}
