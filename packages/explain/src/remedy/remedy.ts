// What would allow an access, never wider than its record.

import type { AccessRecord } from '@peercon/records';
import { isAssociation } from '../check/check.ts';
import { ioctlNumber } from '../check/ioctl.ts';
import { isLookAtProcess, isPassed } from '../check/situation.ts';
import { policyKindOf } from '../constraint/constraint.ts';
import type { Host } from '../host.ts';
import { changesRole, isOfObject, nextRefusal } from '../layer/identity.ts';
import type { Layer } from '../layer/layer.ts';
import type { PolicyAnswer } from '../layer/policy-tools.ts';
import { command, impossibleName, operand } from '../names.ts';
import { fileSystemLabel } from './association.ts';
import { lastSwitches, switches, whereBooleansAre } from './boolean.ts';
import { aboutCapability, beforeCapability } from './capability.ts';
import { isContainer } from './container.ts';
import { copiedLabel } from './copied-label.ts';
import { fileLabel } from './label.ts';
import { levelCommands } from './level.ts';
import { labeling, mappings } from './mapping.ts';
import { aboutMemory, booleansOfRefpolicy } from './memory.ts';
import { memoryFile } from './memory-file.ts';
import { requestedModule } from './module-request.ts';
import { noise } from './noise.ts';
import { passed } from './passed.ts';
import { lookAtProcess } from './proc.ts';
import { ioctlRule, rule } from './rule.ts';
import { sharedObject } from './shared-object.ts';
import { isEngineWithoutDomain, LABEL_OF_ENGINE, sharedType } from './shared-type.ts';
import { associate, labelFlow, mark, relabel } from './unlabeled.ts';
import { isWrongType, rightType } from './wrong-type.ts';

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
				...noise(record),
				...fileSystemLabel(record),
				...lookAtProcess(record),
				...copiedLabel(record),
				...rightType(record),
				...memoryFile(record),
				...(label ? [ownLabel(label)] : isPassed(record) ? passed(record) : fileLabel(record)),
				...requestedModule(record),
				...mappings(record, layer.basis),
				...aboutCapability(record),
				...aboutMemory(record),
				...ruleOrInstead(record),
				...whereBooleansAre(record, layer),
				...roleToo(record, layer),
				...otherwise(record),
				...lastSwitches(record, []),
			];
		case 'labeled networking not configured':
			return labeling(record, host);
		case 'no mark':
			return mark(record);
		case 'no association':
			return associate();
		case 'flow without a label':
			return labelFlow();
		case 'unknown label':
			return relabel(record);
		case 'boolean':
			return [...aboutMemory(record, true), ...byBoolean(record, layer, booleans)];
		case 'MLS constraint':
		case 'MCS constraint':
			return [...levelCommands(record, layer), noRule(record, layer)];
		case 'role allow rule':
			return [roleAllow(record)];
		case 'user or role constraint':
			return isOfObject(record)
				? [OWN_USER, ruleAsWell(record, layer)]
				: [KEEP_IDENTITY, noRule(record, layer)];
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
		text: command('restorecon', '-v', ...operand(path)),
	};
}

/** A rule for a type that is everybody's opens all of them: something of its own comes first. */
function ruleOrInstead(record: AccessRecord): Remedy[] {
	// Whatever has that type could then be the domain.
	if (record.permissions.includes('entrypoint') && !mayEnter(record)) return [];
	if (isWrongType(record)) return [];
	if (isEngineWithoutDomain(record)) return [LABEL_OF_ENGINE];
	if (isAssociation(record)) return [rule(record, BOTH_MEANT)];
	if (isLookAtProcess(record)) return [rule(record, 'If it must see this one:')];
	const instead = [sharedType(record), sharedObject(record)].filter((way) => way !== undefined);
	return [
		...instead,
		...booleansOfRefpolicy(record),
		rule(record, whenWanted(record)),
		...numberOfIoctl(record),
	];
}

/** When to take a rule where it was said that one may do without. */
function whenWanted(record: AccessRecord): string | undefined {
	if (noise(record).length > 0) {
		return 'A rule is wanted only for a program that must take over its environment, limits or signals from the one that starts it:';
	}
	if (isPassed(record)) return 'This rule only if it is to use it as it is passed on:';
	return beforeCapability(record);
}

/** Android's policy lists what most domains may ask by ioctl(2), by its numbers. */
function numberOfIoctl(record: AccessRecord): Remedy[] {
	const number = ioctlNumber(record);
	if (number === undefined || policyKindOf(record) !== 'android') return [];
	const why =
		'Where the policy has numbers for this class (allowxperm), a rule for ioctl alone changes nothing, and this is what is missing; for apps neverallowxperm rules stop most:';
	return [ioctlRule(record, number, why)];
}

/** Whether a domain may be entered by every program of a type: its own, and a container by any of an image. */
function mayEnter({ subject, object }: AccessRecord): boolean {
	return object.type.endsWith('_exec_t') || isContainer(subject.type);
}

/** What may be changed instead of the policy. */
function otherwise(record: AccessRecord): Remedy[] {
	const of = record.class;
	if (of === 'process2') return withoutTransition(record);
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

/** What makes the kernel ask for more than a transition, and what follows. */
function withoutTransition({ permissions, subject, object }: AccessRecord): Remedy[] {
	const ways = [
		permissions.includes('nnp_transition')
			? 'Or start it without no_new_privs: NoNewPrivileges= of its unit, or what implies it.'
			: undefined,
		permissions.includes('nosuid_transition')
			? 'Or execute it from a file system that is not mounted nosuid.'
			: undefined,
		nextRefusal(subject, object),
	];
	return ways.filter((why) => why !== undefined).map((why) => ({ kind: 'note', why }));
}

/**
 * A boolean of the domain's own comes first; one for every domain comes last, and before it what there
 * is without one. So does what there is where no policy was asked, for it may have no such boolean.
 */
function byBoolean(record: AccessRecord, { basis }: Layer, asked: string[]): Remedy[] {
	const [first, last] = [switches(record, asked), lastSwitches(record, asked)];
	const isAnswer = basis !== 'record' && first.length > 0;
	const instead = isAnswer
		? []
		: [...fileLabel(record), ...mappings(record, basis), ...ruleOrInstead(record)];
	return [...first, ...instead, ...(first.length > 0 && asked.length === 0 ? [] : last)];
}

/**
 * Deduced from levels or users, it may be that the rule is missing as well; or alone, for an MLS policy
 * exempts many domains.
 */
function noRule(record: AccessRecord, { basis, levels }: Layer): Remedy {
	if (basis !== 'record') return NO_RULE;
	if (levels?.kind !== 'mls') return MAYBE_NO_RULE;
	const alone = `If the policy exempts ${record.subject.type} from it, the rule alone is missing: ${rule(record).text}`;
	return { kind: 'note', why: `${MAYBE_NO_RULE.why} ${alone}` };
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

const OWN_USER: Remedy = {
	kind: 'note',
	why: "What a program makes has the user of the program, unless it asks for another label first (setfscreatecon(3)): one that labels by path asks for system_u. Let it leave the user as it is, or let a program do it that may (restorecon, systemd-tmpfiles; in a policy of one's own: domain_obj_id_change_exemption).",
};

/** Where nobody has asked the policy, either may be what is missing. */
function ruleAsWell(record: AccessRecord, layer: Layer): Remedy {
	if (layer.basis !== 'record') return NO_RULE;
	return {
		kind: 'note',
		why: `The constraint is checked beside the rules, and both must agree. The rule may be missing as well, or alone: ${rule(record).text}`,
	};
}
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
