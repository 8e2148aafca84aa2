// What tools that had the policy say of a record, where that was pasted with it: audit2why(1),
// audit2allow(1), sealert(8).

import { type AccessRecord, type Log, pluginAdvice, withoutQuotes } from '@peercon/records';
import { isConfinedContainer } from '../remedy/container-domain.ts';
import { isFoldersType } from '../remedy/made-anew.ts';
import { isWriting } from '../remedy/own-type.ts';
import { allowingValue } from './booleans.ts';
import { type PolicyAnswer, readWhy } from './policy-tools.ts';

/**
 * Finds what was pasted with records of what a policy says of them.
 *
 * @param log - a log as readRecords gives it
 * @returns the answers by their records
 */
export function pastedAnswers({ records, lines }: Log): Map<AccessRecord, PolicyAnswer> {
	const answers = new Map<AccessRecord, PolicyAnswer>();
	const rules = advised(lines);
	const types = typesInstead(lines);
	const constraints = violated(lines);
	for (const [at, record] of records.entries()) {
		if (record.kind !== 'access' || record.decision !== 'denied') continue;
		const next = records[at + 1]?.line ?? lines.length + 1;
		const previous = records[at - 1]?.line ?? 0;
		const answer =
			whyBelow(record, lines.slice(record.line, next - 1)) ??
			advisedFor(record, rules) ??
			constraintOn(record, constraints) ??
			ofReport(record, lines.slice(previous, next - 1));
		const typeInstead = typeFor(record, types);
		if (answer)
			answers.set(record, { ...answer, ...(typeInstead && { typeInstead }), basis: 'paste' });
		else if (typeInstead) answers.set(record, { ...OPINION, reason: 'TERULE', typeInstead });
	}
	return answers;
}

/** What audit2why prints below a record. */
function whyBelow(record: AccessRecord, lines: string[]): PolicyAnswer | undefined {
	if (!lines.some((line) => line.includes('Was caused by:'))) return undefined;
	return readWhy(lines.map(withoutMarks).join('\n'), record);
}

/** What readWhy reads may have its own spaces before it. */
function withoutMarks(line: string): string {
	return /^\s*(?:[>|*+•·–—-]|\d{1,4}[.)])\s/.test(line) ? withoutQuotes(line) : line;
}

const RULE = /^\s*allow (\S+) (\S+?)\s*:\s*(\w+)\s+(?:\{([\w\s]+)\}|(\w+));/;

/** What audit2allow remarks on rules, by each access: `#!!!! This avc can be allowed using ...`, sepolgen/output.py. */
function advised(lines: string[]): Map<string, PolicyAnswer> {
	const found = new Map<string, PolicyAnswer>();
	let remarks: string[] = [];
	for (const line of lines) {
		const text = withoutQuotes(line);
		if (text.startsWith('#')) {
			remarks = text.startsWith('#!!!!') ? [text] : [...remarks, text];
			continue;
		}
		const [, subject = '', target = '', of = '', several, one = ''] = RULE.exec(text) ?? [];
		const answer = remarks.length > 0 && subject !== '' ? remarked(remarks) : undefined;
		if (answer) {
			const object = target === 'self' ? subject : target;
			for (const name of wordsOf(several ?? one)) {
				found.set(accessKey(subject, object, of, name), answer);
			}
		}
		if (!/^(?:mls)?constrain\b/.test(text)) remarks = [];
	}
	return found;
}

function remarked(remarks: string[]): PolicyAnswer | undefined {
	const [first = '', ...rest] = remarks;
	const text = [first, ...rest].join('\n');
	const none = { basis: 'paste' as const, booleans: [], constraints: [], rules: [] };
	if (/can be allowed using (?:the boolean|(?:one of )?the)/.test(first)) {
		const names = first.includes("'")
			? [/'(\w+)'/.exec(first)?.[1]]
			: (rest[0]?.match(/\b[a-z]\w*\b/g) ?? []);
		const booleans = names.flatMap((name) => (name ? [`setsebool -P ${name} 1`] : []));
		return booleans.length > 0 ? { ...none, reason: 'BOOLEAN', booleans } : undefined;
	}
	if (first.includes('constraint violation')) {
		return { ...none, reason: 'CONSTRAINT', constraints: constraintsIn(text) };
	}
	if (first.includes('is allowed in the current policy')) return { ...none, reason: 'ALLOW' };
	if (first.includes('dontaudit rule')) return { ...none, reason: 'DONTAUDIT' };
	return undefined;
}

const WARNING =
	/#!!!! WARNING:? '(\w+)' is not allowed to write or create to '?(\w+)'?\.\s+Change the label to '?(\w+)'?\./;

/**
 * The types that audit2allow would have in place of those of what is written, by domain and type. A type that
 * folders of everybody have is no advice.
 */
function typesInstead(lines: string[]): Map<string, string> {
	const found = new Map<string, string>();
	for (const line of lines) {
		const [, domain = '', type = '', other = ''] = WARNING.exec(line) ?? [];
		if (other !== '' && !isFoldersType(other)) found.set(accessKey(domain, type), other);
	}
	return found;
}

/** What is only read may have a right label. */
function typeFor(record: AccessRecord, types: Map<string, string>): string | undefined {
	return isWriting(record)
		? types.get(accessKey(record.subject.type, record.object.type))
		: undefined;
}

function accessKey(...names: string[]): string {
	return names.join(' ');
}

/** If it remarks on all that the record has. */
function advisedFor(
	{ subject, object, class: of, permissions }: AccessRecord,
	rules: Map<string, PolicyAnswer>,
): PolicyAnswer | undefined {
	const answers = permissions.map((name) =>
		rules.get(accessKey(subject.type, object.type, of, name)),
	);
	return answers.every((answer) => answer !== undefined) ? answers[0] : undefined;
}

const CONSTRAINT = /(?:mls)?constrain (\w+) \{([^}]*)\} .*?; Constraint DENIED/g;

function constraintsIn(text: string): string[] {
	return Array.from(text.matchAll(CONSTRAINT), ([whole]) => whole);
}

/** A class has that many on a permission at most, in any policy. */
const MOST_CONSTRAINTS = 16;

/** The constraints that tools say were not met, by their classes and permissions. */
function violated(lines: string[]): Map<string, string[]> {
	const found = new Map<string, string[]>();
	for (const [whole, of = '', names = ''] of lines.flatMap((line) =>
		Array.from(line.matchAll(CONSTRAINT)),
	)) {
		for (const name of wordsOf(names)) {
			const others = found.get(accessKey(of, name)) ?? [];
			if (others.length < MOST_CONSTRAINTS) found.set(accessKey(of, name), [...others, whole]);
		}
	}
	return found;
}

/** A constraint on the record's class and permissions, wherever it stands. */
function constraintOn(
	{ class: of, permissions }: AccessRecord,
	violations: Map<string, string[]>,
): PolicyAnswer | undefined {
	const constraints = permissions.flatMap((name) => violations.get(accessKey(of, name)) ?? []);
	if (constraints.length === 0) return undefined;
	return { reason: 'CONSTRAINT', basis: 'paste', booleans: [], constraints, rules: [] };
}

function wordsOf(text: string): string[] {
	return text.trim().split(/\s+/);
}

const OPINION = {
	basis: 'paste' as const,
	isOpinion: true as const,
	booleans: [],
	constraints: [],
	rules: [],
};

/**
 * What sealert's plugins advise, as they rank it themselves: the one with the most confidence is the answer, and
 * a boolean that a lesser one names comes behind it. No more than an opinion: setroubleshoot-plugins,
 * catchall_boolean.py and restorecon.py.
 */
function ofReport(record: AccessRecord, lines: string[]): PolicyAnswer | undefined {
	const none = OPINION;
	const { plugin = '', label, ...advice } = pluginAdvice(lines);
	const booleans = advice.booleans.map(
		(name) => `setsebool -P ${name} ${allowingValue(name) === 'off' ? 0 : 1}`,
	);
	if (booleans.length > 0 && isOfBooleans(plugin)) return { ...none, reason: 'BOOLEAN', booleans };
	const { path, type } = label ?? {};
	// sealert compares with the host's file of that path, and a container has its own.
	const isOfHost = !isConfinedContainer(record.subject.type);
	if (path !== undefined && type !== undefined && isOfHost && isOfTarget(record, path))
		return { ...none, reason: 'TERULE', booleans, label: { path: whole(path), type } };
	return booleans.length > 0 ? { ...none, reason: 'TERULE', booleans } : undefined;
}

/** Plugins whose advice is a boolean: `allow_execmem` and the like of old releases, too. */
export function isOfBooleans(plugin: string): boolean {
	return /boolean|^(?:allow|httpd)_(?!write_content)/.test(plugin);
}

/** A name alone is not to be restored in whatever folder the reader is. */
function whole(path: string): string | undefined {
	return path.startsWith('/') ? path : undefined;
}

/** Whether a path is that of a record's file: what a container or a chroot calls `/` is not the host's. */
function isOfTarget({ class: of, details }: AccessRecord, path: string): boolean {
	if (!/^(?:dir|(?:lnk_|chr_|blk_|sock_|fifo_)?file)$/.test(of) || path === '/') return false;
	const known = details.path ?? details.name;
	return known === undefined || path === known || path.endsWith(`/${known}`);
}
