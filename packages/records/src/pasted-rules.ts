// Rules that audit2allow(1) has made of records, where the records themselves are not shown.

import type { AccessRecord } from './record.ts';
import { splitContext } from './record-context.ts';

const RULE = /^\s*allow (\S+) (\S+?)\s*:\s*(\w+)\s+(?:\{([\w\s]+)\}|(\w+))\s*;/;
/** Quotes of mail and of Markdown before a line, and the marks of a list. */
const QUOTES = /^(?:[\s>|]+|(?:[-*+•·–—]|\d{1,4}[.)])\s+)+/;
/** A policy has thousands; a paste has few. */
const MOST_RULES = 50;

/** What audit2allow remarks before a rule of the contexts, where a constraint compares them (sepolgen/output.py). */
const DIFFERENT =
	/^#\s+Possible cause is the source (user|role|level|range) \(([\w.:,-]+)\) and target \1 \(([\w.:,-]+)\) are different/;

/** Parts of a context that a remark tells, of both sides. */
type Told = Partial<Record<string, [subject: string, object: string]>>;

/** A line without what a mail, a page or a list has before it. */
export function withoutQuotes(line: string): string {
	return line.replace(QUOTES, '');
}

/**
 * What was refused for there to be such rules: the types, the class and the permissions. Users, roles
 * and levels are those that audit2allow remarks on; otherwise users and roles are those of a service of the
 * system, and there are no levels, for the rules tell none of them: `details.rule` says where it is from.
 *
 * @param lines - plain lines
 * @returns a record for each rule, in their order
 */
export function pastedRules(lines: string[]): AccessRecord[] {
	const records: AccessRecord[] = [];
	let told: Told = {};
	for (const [index, line] of lines.entries()) {
		const text = withoutQuotes(line);
		const [, part, subject, object] = DIFFERENT.exec(text) ?? [];
		if (part && subject && object) told[part] = [subject, object];
		const record = recordOf(text, index + 1, told);
		if (!record) continue;
		records.push(record);
		told = {};
		if (records.length === MOST_RULES) break;
	}
	return records;
}

function recordOf(text: string, line: number, told: Told): AccessRecord | undefined {
	const found = RULE.exec(text);
	const [, subject = '', target = '', objectClass = '', several, one = ''] = found ?? [];
	if (!found || /[{}~*$]/.test(subject + target)) return undefined;
	const object = target === 'self' ? subject : target;
	const isProcess = target === 'self' || !isOfFile(objectClass);
	return {
		kind: 'access',
		decision: 'denied',
		permissions: (several ?? one).trim().split(/\s+/),
		subject: splitContext(contextOf(subject, true, (part) => told[part]?.[0])),
		object: splitContext(contextOf(object, isProcess, (part) => told[part]?.[1])),
		class: objectClass,
		permissive: false,
		details: { rule: found[0].trim() },
		line,
	};
}

function isOfFile(objectClass: string): boolean {
	return /file$|^dir$|^filesystem$/.test(objectClass);
}

/** Android's types are without `_t`, and its only user is u. */
function contextOf(
	type: string,
	isProcess: boolean,
	told: (part: string) => string | undefined,
): string {
	const role = isProcess ? 'r' : 'object_r';
	if (!/_t$|\.process$/.test(type)) return `u:${role}:${type}:s0`;
	const level = told('level') ?? told('range');
	const own = isProcess ? 'system_r' : role;
	return `${told('user') ?? 'system_u'}:${told('role') ?? own}:${type}${level === undefined ? '' : `:${level}`}`;
}
