// What would allow an access, never wider than its record.

import type { AccessRecord } from '@peercon/records';
import { isAssociation } from '../check/check.ts';
import { isLookAtProcess, isPassed } from '../check/situation.ts';
import type { Host } from '../host.ts';
import { changesRole } from '../layer/identity.ts';
import type { Layer } from '../layer/layer.ts';
import type { PolicyAnswer } from '../layer/policy-tools.ts';
import { impossibleName } from '../names.ts';
import { fileSystemLabel } from './association.ts';
import { switches, whereBooleansAre } from './boolean.ts';
import { copiedLabel } from './copied-label.ts';
import { fileLabel, restorecon } from './label.ts';
import { levelCommands } from './level.ts';
import { labeling, mappings } from './mapping.ts';
import { passed } from './passed.ts';
import { lookAtProcess } from './proc.ts';
import { rule } from './rule.ts';
import { sharedType } from './shared-type.ts';
import { associate, mark, relabel } from './unlabeled.ts';

/** One way to allow what was refused. */
export interface Remedy {
	kind: 'rule' | 'mapping' | 'command' | 'note';
	/** When to take it, and what it does. */
	why: string;
	/** The rule or the command; words in capitals are for the reader to fill in. */
	text?: string;
}

/** What is known beside a record. */
interface Known {
	/** The commands of audit2why that switch a rule on. */
	booleans?: string[] | undefined;
	/** The label that the policy has for a path, where sealert says that it is not there. */
	label?: PolicyAnswer['label'] | undefined;
	/** What was seen of the host. */
	host?: Host | undefined;
}

/**
 * What would allow an access.
 *
 * @param layer - what refused it
 * @param known - what is known beside the record
 * @returns the ways, the best first; none for what is allowed already
 */
export function remedies(
	record: AccessRecord,
	layer: Layer,
	{ booleans = [], label, host }: Known = {},
): Remedy[] {
	const impossible = impossibleName(record);
	if (impossible !== undefined && layer.name !== 'none') return [noName(impossible)];
	switch (layer.name) {
		case 'type enforcement':
			return [
				...fileSystemLabel(record),
				...lookAtProcess(record),
				...copiedLabel(record),
				...(label ? [ownLabel(label)] : isPassed(record) ? passed(record) : fileLabel(record)),
				...mappings(record),
				...ruleOrInstead(record),
				...whereBooleansAre(record, layer),
				...roleToo(record, layer),
				...otherwise(record),
			];
		case 'labeled networking not configured':
			return record.class === 'association' ? associate() : labeling(record, host);
		case 'no mark':
			return mark(record);
		case 'no association':
			return associate();
		case 'unknown label':
			return relabel(record);
		case 'boolean':
			return [...switches(record, booleans), ...ifNoBoolean(record, layer)];
		case 'MLS constraint':
		case 'MCS constraint':
			return [...levelCommands(record, layer), noRule(layer)];
		case 'role allow rule':
			return [roleAllow(record)];
		case 'user or role constraint':
			return [KEEP_IDENTITY, noRule(layer)];
		case 'type bounds':
			return [
				{ kind: 'note', why: 'Give the bounding type (typebounds) the same permission first.' },
			];
		case 'invalid context':
			return [UNKNOWN_TO_POLICY];
		case 'unknown class':
			return [NEWER_POLICY];
		case 'dontaudit':
			return [rule(record)];
		default:
			return [];
	}
}

/** Where sealert has compared: what the policy has for the path is known. */
function ownLabel({ path, type }: { path: string; type: string }): Remedy {
	return {
		kind: 'command',
		why: `Give the file the label that the policy has for its path, ${type}:`,
		text: restorecon(path),
	};
}

/** A rule for a type that is everybody's opens all of them: something of its own comes first. */
function ruleOrInstead(record: AccessRecord): Remedy[] {
	// Whatever has that type could then be the domain.
	if (record.permissions.includes('entrypoint') && !record.object.type.endsWith('_exec_t'))
		return [];
	if (isAssociation(record)) return [rule(record, BOTH_MEANT)];
	if (isLookAtProcess(record)) return [rule(record, 'If it must see this one:')];
	const instead = sharedType(record);
	return instead === undefined ? [rule(record)] : [instead, rule(record)];
}

/** What may be changed instead of the policy. */
function otherwise({ class: of, permissions }: AccessRecord): Remedy[] {
	if (permissions.includes('nnp_transition')) {
		return [
			{
				kind: 'note',
				why: 'Or start it without no_new_privs: NoNewPrivileges= of its unit, or what implies it.',
			},
		];
	}
	if (of === 'packet') {
		return [
			{
				kind: 'note',
				why: "Or let the firewall's rules mark it otherwise: `nft list ruleset` shows which one gave it this label.",
			},
		];
	}
	return [];
}

/** Without a policy to ask, the rule may be missing after all. */
function ifNoBoolean(record: AccessRecord, { basis }: Layer): Remedy[] {
	return basis === 'record' ? ruleOrInstead(record) : [];
}

/** Deduced from levels or users, it may be that the rule is missing as well. */
function noRule({ basis }: Layer): Remedy {
	return basis === 'record' ? MAYBE_NO_RULE : NO_RULE;
}

const UNKNOWN_TO_POLICY: Remedy = {
	kind: 'note',
	why: 'Do not allow mac_admin: give a label that the policy has, or load the module that has the type first.',
};

/** Of a class or a permission that the loaded policy does not have. */
export const NEWER_POLICY: Remedy = {
	kind: 'note',
	why: 'A newer policy has it. Until then it is allowed or denied for all, as the policy was built (handle_unknown); no rule can name it.',
};

const NO_RULE: Remedy = {
	kind: 'note',
	why: 'An allow rule does not help: a constraint is checked beside the rules, and both must agree.',
};

const MAYBE_NO_RULE: Remedy = {
	kind: 'note',
	why: 'If it is this constraint, an allow rule alone does not help: both must agree.',
};

const KEEP_IDENTITY: Remedy = {
	kind: 'note',
	why: 'Keep the user and the role, or let a program do it that may change them, such as newrole(1) or run_init(8).',
};

const BOTH_MEANT = 'Only if the two labels are what they should be, this rule:';

function noName(name: string): Remedy {
	return { kind: 'note', why: `No rule can be written: no policy can have the name '${name}'.` };
}

/** Without a policy to ask, either rule may be the one that is missing. */
function roleToo(record: AccessRecord, { basis }: Layer): Remedy[] {
	return basis === 'record' && changesRole(record) ? [roleAllow(record)] : [];
}

function roleAllow({ subject, object }: AccessRecord): Remedy {
	return {
		kind: 'rule',
		why: 'This rule lets the one role become the other:',
		text: `allow ${subject.role} ${object.role};`,
	};
}
