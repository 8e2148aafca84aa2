// Asks a policy why it refuses, by the tools that are installed: audit2why(1) of policycoreutils and
// sesearch(1) of setools. Neither has to be there.

import { execFile } from 'node:child_process';
import type { AccessRecord } from '@peercon/records';
import { impossibleName } from '../names.ts';

/** libselinux's names for the reasons (audit2why.c). */
export type Reason =
	| 'TERULE'
	| 'BOOLEAN'
	| 'CONSTRAINT'
	| 'RBAC'
	| 'BOUNDS'
	| 'DONTAUDIT'
	| 'ALLOW';

/** What the tools say of one access. */
export interface PolicyAnswer {
	reason: Reason;
	/** The tool that was asked, or what was pasted of its output. */
	basis: 'audit2why' | 'sesearch' | 'paste';
	/** `setsebool` commands, one of which suffices. */
	booleans: string[];
	/** The constraints on the record's permissions that were not met. */
	constraints: string[];
	/** The allow rules that have the record's permissions. */
	rules: string[];
	/** The label that the policy has for a path, where it is not the one that is there (sealert). */
	label?: { path: string | undefined; type: string };
	/** The type that audit2allow(1) would have in place of the object's. */
	typeInstead?: string;
	/** Whether it is what a tool advises, and not what a policy has said: sealert(8). */
	isOpinion?: true;
}

/** They take seconds, on an emulated machine ten times that. The limit catches only what hangs. */
const HANG_MILLISECONDS = 120_000;

/** What audit2why prints, and what it means. */
const REASONS: [text: string, reason: Reason][] = [
	['Missing type enforcement', 'TERULE'],
	['set incorrectly', 'BOOLEAN'],
	['onstraint', 'CONSTRAINT'],
	['Missing role allow rule', 'RBAC'],
	['ypebounds', 'BOUNDS'],
	["should be dontaudit'd", 'DONTAUDIT'],
	['would be allowed', 'ALLOW'],
];

/**
 * Asks the running policy, or one from a file, about an access.
 *
 * @param policy - a policy file; without one the running policy is asked
 * @returns what is known, or undefined if no tool could tell: not installed, or it does not know the
 *   types, or it failed
 */
export async function askPolicy(
	record: AccessRecord,
	policy?: string,
): Promise<PolicyAnswer | undefined> {
	// They would take some names for options, or fail over them.
	if (impossibleName(record) !== undefined) return undefined;
	const options = policy === undefined ? [] : ['-p', policy];
	const why = readWhy(await run('audit2why', options, plainRecord(record)), record);
	if (why && why.reason !== 'CONSTRAINT') return why;
	const rules = readRules(await run('sesearch', searchFor(record, policy)));
	if (why) return { ...why, rules: rules ?? [] };
	return rules && fromRules(rules, record);
}

/** The record as auditd writes it, without what is not for policy to judge. */
function plainRecord({ permissions, subject, object, class: objectClass }: AccessRecord): string {
	return `type=AVC msg=audit(0.000:0): avc:  denied  { ${permissions.join(' ')} } for  scontext=${subject.text} tcontext=${object.text} tclass=${objectClass}\n`;
}

function searchFor(record: AccessRecord, policy: string | undefined): string[] {
	const { subject, object, class: objectClass, permissions } = record;
	const terms = ['-s', subject.type, '-t', object.type, '-c', objectClass];
	return ['-A', ...terms, '-p', permissions.join(','), ...(policy === undefined ? [] : [policy])];
}

/**
 * Reads what audit2why has printed.
 *
 * @param output - its output
 * @param record - the record: of a failed constraint audit2why also lists those on other permissions
 * @returns what it says, or undefined if it says nothing
 */
export function readWhy(output: string, record: AccessRecord): PolicyAnswer | undefined {
	const said = output.slice(Math.max(0, output.indexOf('Was caused by:')));
	const reason = REASONS.find(([text]) => said.includes(text))?.[1];
	if (reason === undefined || !output.includes('Was caused by:')) return undefined;
	const booleans = Array.from(
		said.matchAll(/# (setsebool -P [a-z]\w* [01])/gi),
		([, text = '']) => text,
	);
	const constraints = Array.from(
		said.matchAll(/((?:mls)?constrain \S+ \{([^}]*)\} .*?); Constraint DENIED/g),
	)
		.filter(([, , on = '']) => record.permissions.some((name) => on.split(' ').includes(name)))
		.map(([, text = '']) => text);
	return { reason, basis: 'audit2why', booleans, constraints, rules: [] };
}

/** Rules as sesearch prints them, or undefined if it could not search (an unknown type, for one). */
function readRules(output: string): string[] | undefined {
	const rules = output.split('\n').filter((line) => line.startsWith('allow '));
	return rules.length > 0 || output === '' ? rules : undefined;
}

/** Without audit2why: no rule means type enforcement; a rule leaves the constraints. */
function fromRules(rules: string[], { permissions }: AccessRecord): PolicyAnswer | undefined {
	const isMissing = permissions.some((name) => !rules.some((rule) => hasPermission(rule, name)));
	const reason = isMissing ? 'TERULE' : 'CONSTRAINT';
	// `allow a b:c p; [ a_boolean ]:True` holds only while the boolean is as it says.
	if (rules.some((rule) => rule.includes(' [ '))) return undefined;
	return { reason, basis: 'sesearch', booleans: [], constraints: [], rules };
}

function hasPermission(rule: string, permission: string): boolean {
	return rule
		.split(/[\s{};]+/)
		.slice(3)
		.includes(permission);
}

/** Runs a tool; what is not installed or fails has printed FAILED, which says nothing. */
const FAILED = '?';

function run(tool: string, args: string[], input = ''): Promise<string> {
	return new Promise((resolve) => {
		const child = execFile(tool, args, { timeout: HANG_MILLISECONDS }, (error, output) => {
			resolve(error ? FAILED : output);
		});
		child.stdin?.on('error', () => {}); // a tool that is not there reads nothing
		child.stdin?.end(input);
	});
}
