import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Denial } from '../../src/denials.ts';
import { isOfNetwork, type Switch } from '../../src/image/switches.ts';
import { ROOT } from '../../src/paths.ts';

/**
 * A statement of the sources, and what is taken from the policy with it: all that it allows. What it
 * allows of labeled networking is taken permission by permission.
 */
export interface Statement {
	/** The line, and what stands there and in what it calls; or the rule, if it is one permission. */
	name: string;
	switches: Switch[];
}

/** Sorts a guest's switches into statements. */
export function statementsOf(switches: readonly Switch[]): Statement[] {
	const statements = new Map<string, Statement>();
	for (const each of switches) {
		const isSingle = isOfNetwork(`${partsOf(each).class}`, `${each.permissions[0]}`);
		const what = isSingle ? each.rule : each.lines.map(textOf).join(' > ');
		const name = `${each.lines[0]}: ${what}`;
		const statement = statements.get(name) ?? { name, switches: [] };
		statement.switches.push(each);
		statements.set(name, statement);
	}
	return [...statements.values()];
}

/**
 * Whether only Debian's own kernel asks for it. User-mode Linux has nothing that could mark a packet,
 * and to it all memory is executable (selinux_init in security/selinux/hooks.c: default_noexec).
 */
export function isForDebianKernel({ switches }: Statement): boolean {
	return switches.every(
		(each) => partsOf(each).class === 'packet' || each.permissions.includes('execmem'),
	);
}

/** Whether it is the servers' administrator's. */
export function isOfAdministrator({ name }: Statement): boolean {
	return name.startsWith('peercon_admin.te');
}

/** What stands in a line of the sources, such as echo_server.if:61. */
function textOf(line: string): string {
	const [file = '', number] = line.split(':');
	const lines = readFileSync(join(ROOT, 'policy', file), 'utf8').split('\n');
	return lines[Number(number) - 1]?.trim() ?? '';
}

/** The parts of a switch's rule: one source, one target, one class. */
function partsOf({ rule }: Switch) {
	return /^allow (?<source>\S+) (?<target>\S+):(?<class>\w+) \{/.exec(rule)?.groups ?? {};
}

/** Whether a denial is of something that the statement allows. */
export function isOf(statement: Statement, denial: Denial): boolean {
	const subject = denial.subject.type;
	const object = denial.object.type;
	return statement.switches.some((each) => {
		const of = partsOf(each);
		return (
			denial.class === of.class &&
			denial.permissions.some((permission) => each.permissions.includes(permission)) &&
			isIn(subject, of.source) &&
			isIn(object, of.target === 'self' ? subject : of.target)
		);
	});
}

/** Whether a type is what a rule says, which may be an attribute: then it might. */
function isIn(type: string, said: string | undefined): boolean {
	return type === said || !said?.endsWith('_t');
}
