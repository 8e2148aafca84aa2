// Which layer said no, and how that is known.

import type { AccessRecord } from '@peercon/records';
import { isForAllFiles, isOfManyDomains } from './booleans.ts';
import { fromRecord } from './deduce.ts';
import { identityReason, mayBeIdentity, roleReason } from './identity.ts';
import { failedLevels, type LevelFailure, levelLayer } from './levels.ts';
import type { PolicyAnswer } from './policy-tools.ts';
import { BEYOND_BOUNDS } from './type-bounds.ts';
import { ofUnlabeled } from './unlabeled.ts';

export type LayerName =
	| 'type enforcement'
	| 'boolean'
	| 'MLS constraint'
	| 'MCS constraint'
	| 'user or role constraint'
	| 'constraint'
	| 'role allow rule'
	| 'labeled networking not configured'
	| 'no mark'
	| 'no association'
	| 'flow without a label'
	| 'unknown label'
	| 'type bounds'
	| 'invalid context'
	| 'unknown class'
	| 'unknown netlink message'
	| 'mount options'
	| 'module of a policy'
	| 'dontaudit'
	| 'none';

/** A layer, with the reason. */
export interface Layer {
	name: LayerName;
	/** One or more sentences. */
	reason: string;
	/** Where it is known from: a tool that has asked the policy, also by what was pasted of its output, or the record alone. */
	basis: 'audit2why' | 'sesearch' | 'paste' | 'record';
	/** The failed comparison of levels, if that is the layer or stands behind it. */
	levels?: LevelFailure;
	/** Whether who says so has said less than this, and the rest is deduced from the record. */
	isDeduced?: boolean;
}

/**
 * Finds the layer that refused an access.
 *
 * The kernel asks all layers at once and records only that one of them refused
 * (context_struct_compute_av in security/selinux/ss/services.c). So without a policy to ask, the
 * layer is deduced: from levels that do not compare, users or roles that differ.
 *
 * What is certain is what its source proves, and no more. audit2why(1) proves that a rule is missing, that a
 * boolean switches one off, or that a constraint refuses; not which constraint, unless it lists it, and not
 * that the boolean is the remedy. sealert(8) proves nothing: its plugins weigh what they would do, and say
 * themselves how sure they are. Where a name says more than its source, it is deduced, and so 'probably'.
 *
 * @param answer - what the policy's tools say, if they could be asked
 */
export function findLayer(record: AccessRecord, answer?: PolicyAnswer): Layer {
	if (record.decision === 'granted') {
		return {
			name: 'none',
			reason: 'It was granted; a rule auditallow asks for the record.',
			basis: 'record',
		};
	}
	const failures = failedLevels(record);
	// What sealert found no better than a rule for, the record may tell more of.
	const isOfNoUse = answer?.isOpinion && answer.reason === 'TERULE' && answer.label === undefined;
	const said = answer && !isOfNoUse ? fromAnswer(record, answer, failures) : undefined;
	const asked: Layer | undefined = said && answer?.isOpinion ? { ...said, isDeduced: true } : said;
	const layer = asked ?? fromRecord(record, failures);
	return layer.name === 'type enforcement' ? (ofUnlabeled(record, layer.basis) ?? layer) : layer;
}

function fromAnswer(
	record: AccessRecord,
	answer: PolicyAnswer,
	failures: LevelFailure[],
): Layer | undefined {
	const { reason, basis, constraints, rules, label, isOpinion } = answer;
	const [levels] = failures;
	const rule = rules.length > 0 ? ` The rule is there: ${rules.join(' ')}` : '';
	switch (reason) {
		case 'TERULE': {
			const also = levels ? ` Beside that, a constraint may refuse it: ${levels.reason}` : '';
			const other = label ? ` By the policy ${label.path ?? 'it'} is to be ${label.type}.` : '';
			return {
				name: 'type enforcement',
				reason: `${isOpinion ? 'Probably no' : 'No'} allow rule has it.${other}${also}`,
				basis,
			};
		}
		case 'BOOLEAN':
			return ofBooleans(answer);
		case 'CONSTRAINT':
			return constraintLayer(record, constraints, levels, rule, basis);
		case 'RBAC':
			return { name: 'role allow rule', reason: roleReason(record), basis };
		case 'BOUNDS':
			return {
				name: 'type bounds',
				reason: BEYOND_BOUNDS,
				basis,
			};
		case 'DONTAUDIT':
			return {
				name: 'dontaudit',
				reason: 'The policy at hand would refuse it without a record (dontaudit).',
				basis,
			};
		case 'ALLOW':
			return {
				name: 'none',
				reason: `The policy at hand allows it: policy, booleans or the mode have changed since the record.${rule}`,
				basis,
			};
		default:
			return undefined;
	}
}

/** The commands are `setsebool -P NAME VALUE`. */
function booleanReason(commands: string[]): string {
	const names = commands.map((command) => command.split(' ')[2]);
	return names.length === 1
		? `A rule for it is switched off by the boolean ${names[0]}.`
		: `Rules for it are switched off by the booleans ${names.join(', ')}: one of them suffices.`;
}

/**
 * That a boolean switches a rule off is known from who has asked the policy; whether it is the remedy is not. One
 * that is for nearly every domain mostly is none.
 */
function ofBooleans({ booleans, basis, isOpinion }: PolicyAnswer): Layer {
	const names = booleans.map((command) => command.split(' ')[2] ?? '');
	const isOfMany = names.every((name) => isOfManyDomains(name) && !isForAllFiles(name));
	const remark = isOfMany
		? ' It is for very many domains at once, so mostly not what is to be changed.'
		: names.every(isForAllFiles)
			? ' It is for nearly every file of the host, whatever its type: the label of what is meant comes before it.'
			: '';
	const reason = `${booleanReason(booleans)}${remark}`;
	return isOpinion && isOfMany
		? {
				name: 'type enforcement',
				reason: `Probably no allow rule of its own has it. ${reason}`,
				basis,
			}
		: { name: 'boolean', reason, basis };
}

/**
 * A constraint: which one is known if it is listed, and otherwise deduced, from what of the record does not
 * compare; where all does, it is that one of them refuses, and no more.
 */
function constraintLayer(
	record: AccessRecord,
	constraints: string[],
	levels: LevelFailure | undefined,
	rule: string,
	basis: Layer['basis'],
): Layer {
	const isListed = constraints.length > 0;
	// sesearch(1) has found the rule, and says nothing of constraints.
	const deduced = isListed ? {} : { isDeduced: true };
	const isOfLevels = isListed ? /^mlsconstrain/.test(constraints[0] ?? '') : levels;
	if (isOfLevels) {
		const name = constraints.some((text) => text.includes('mcs_constrained_type'))
			? 'MCS constraint'
			: levelLayer(levels?.kind);
		const reason = levels?.reason ?? 'The two levels do not compare as the constraint demands.';
		return { name, reason: `${reason}${rule}`, basis, ...deduced, ...(levels && { levels }) };
	}
	const namesIdentity = isListed && constraints.some((text) => /\b[ur]1\b/.test(text));
	if (namesIdentity || (!isListed && mayBeIdentity(record))) {
		const reason = `${identityReason(record)}${rule}`;
		return { name: 'user or role constraint', reason, basis, ...deduced };
	}
	const reason = isListed ? `It is this one: ${constraints[0]}.` : unknownConstraint(record);
	return { name: 'constraint', reason: `${reason}${rule}`, basis };
}

/** Nothing of a record tells it, also where the tool that has asked the policy does not. */
function unknownConstraint({ subject, object, details }: AccessRecord): string {
	if (details.rule !== undefined) {
		return 'A constraint of the policy refuses it. Which one is not said, and the rule that was pasted tells neither users nor levels: the record would.';
	}
	const isSame = subject.user === object.user;
	const users = isSame
		? `the users are equal (${subject.user})`
		: 'no process or label changes its user';
	return `A constraint of the policy refuses it. Which one is not said, and the record does not show it: ${users}, and no levels are seen to differ in what constraints compare. So it is probably one that asks for an attribute of ${subject.type} or of ${object.type}.`;
}
