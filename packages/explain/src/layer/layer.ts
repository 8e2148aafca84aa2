// Which layer said no, and how that is known.

import type { AccessRecord } from '@peercon/records';
import { fromRecord } from './deduce.ts';
import { identityReason, roleReason } from './identity.ts';
import { failedLevels, type LevelFailure, levelLayer } from './levels.ts';
import type { PolicyAnswer } from './policy-tools.ts';
import { ofUnlabeled } from './unlabeled.ts';

export type LayerName =
	| 'type enforcement'
	| 'boolean'
	| 'MLS constraint'
	| 'MCS constraint'
	| 'user or role constraint'
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
}

/**
 * Finds the layer that refused an access.
 *
 * The kernel asks all layers at once and records only that one of them refused
 * (context_struct_compute_av in security/selinux/ss/services.c). So without a policy to ask, the
 * layer is deduced: from levels that do not compare, users or roles that differ.
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
	const asked = answer && fromAnswer(record, answer, failures);
	const layer = asked ?? fromRecord(record, failures);
	return layer.name === 'type enforcement' ? (ofUnlabeled(record, layer.basis) ?? layer) : layer;
}

function fromAnswer(
	record: AccessRecord,
	{ reason, basis, booleans, constraints, rules, label }: PolicyAnswer,
	failures: LevelFailure[],
): Layer | undefined {
	const [levels] = failures;
	const rule = rules.length > 0 ? ` The rule is there: ${rules.join(' ')}` : '';
	switch (reason) {
		case 'TERULE': {
			const also = levels ? ` Beside that, a constraint may refuse it: ${levels.reason}` : '';
			const other = label ? ` By the policy ${label.path} is to be ${label.type}.` : '';
			return { name: 'type enforcement', reason: `No allow rule has it.${other}${also}`, basis };
		}
		case 'BOOLEAN':
			return { name: 'boolean', reason: booleanReason(booleans), basis };
		case 'CONSTRAINT':
			return constraintLayer(record, constraints, levels, rule, basis);
		case 'RBAC':
			return { name: 'role allow rule', reason: roleReason(record), basis };
		case 'BOUNDS':
			return {
				name: 'type bounds',
				reason: 'A type has no permission that the type which bounds it lacks.',
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

/** A constraint that names levels, or one that names users and roles. */
function constraintLayer(
	record: AccessRecord,
	constraints: string[],
	levels: LevelFailure | undefined,
	rule: string,
	basis: Layer['basis'],
): Layer {
	const isOfLevels = constraints.length > 0 ? /^mlsconstrain/.test(constraints[0] ?? '') : levels;
	if (!isOfLevels) {
		return { name: 'user or role constraint', reason: `${identityReason(record)}${rule}`, basis };
	}
	const name = constraints.some((text) => text.includes('mcs_constrained_type'))
		? 'MCS constraint'
		: levelLayer(levels?.kind);
	const reason = levels?.reason ?? 'The two levels do not compare as the constraint demands.';
	return { name, reason: `${reason}${rule}`, basis, ...(levels && { levels }) };
}
