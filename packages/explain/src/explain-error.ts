// Records of type SELINUX_ERR: a context that the policy does not allow, for whatever rule.

import { shellWord } from '@peercon/context/foreign-text';
import { type ErrorRecord, splitContext } from '@peercon/records';
import type { Layer } from './layer/layer.ts';
import { command, isPolicyName } from './names.ts';
import type { Remedy } from './remedy/remedy.ts';

/** What there is to say of a record. */
export interface Said {
	sentence: string;
	layer: Layer;
	remedies: Remedy[];
}

/**
 * Explains a SELINUX_ERR record.
 *
 * @see compute_sid_handle_invalid_context, security_bounded_transition and
 *   security_validtrans_handle_fail in security/selinux/ss/services.c
 */
export function explainError(record: ErrorRecord): Said {
	const { oldcontext, newcontext, invalid_context: invalid } = record.details;
	if (record.operation === 'security_bounded_transition' && oldcontext && newcontext) {
		return bounded(oldcontext, newcontext);
	}
	if (record.operation === 'security_validate_transition' && oldcontext && newcontext) {
		return relabeled(record, oldcontext, newcontext);
	}
	if (invalid) return combination(record, invalid);
	if (record.details.reason === 'bounds') return beyondBounds(record);
	return {
		sentence: `The kernel reports ${record.operation}.`,
		layer: invalidContext('This program knows no more about it.'),
		remedies: [],
	};
}

function combination({ operation, details }: ErrorRecord, invalid: string): Said {
	const { user, role, type, rangeText } = splitContext(invalid);
	const made =
		operation === 'security_compute_sid' && details.scontext && details.tcontext
			? `${typeOf(details.scontext)} and ${typeOf(details.tcontext)} make, for class ${details.tclass}, the context`
			: `${operation} has met the context`;
	// Whoever pastes more than the commands runs nothing either.
	const sentence = `${made} ${shellWord(invalid)}, which the policy does not allow.`;
	const impossible = [user, role, type].find((name) => !isPolicyName(name));
	if (impossible !== undefined) {
		const reason = `No policy can have the name ${shellWord(impossible)}: somebody has made the context up.`;
		return { sentence, layer: invalidContext(reason), remedies: [] };
	}
	const range = rangeText === undefined ? '' : `, or the range ${rangeText} not for the user`;
	return {
		sentence,
		layer: invalidContext(
			`The parts do not go together: the type ${type} is not for the role ${role}, the role not for the user ${user}${range}. 'seinfo -r ${role} -x' and 'seinfo -u ${user} -x' show what is.`,
		),
		remedies: [
			{ kind: 'rule', why: 'If it is the type:', text: `role ${role} types ${type};` },
			{
				kind: 'command',
				why: 'If it is the role:',
				text: command('semanage', 'user', '-m', '-R', `ROLES ${role}`, user),
			},
		],
	};
}

/** Of a process with several threads only a bounded type may come, by setcon(3) or under no_new_privs. */
function bounded(from: string, to: string): Said {
	const [old, wanted] = [typeOf(from), typeOf(to)];
	const rule: Remedy = {
		kind: 'rule',
		why: 'If the new type may do less in everything:',
		text: `typebounds ${old} ${wanted};`,
	};
	return {
		sentence: `A process of ${old} may not become ${wanted}, because it has several threads, no_new_privs or a nosuid file system.`,
		layer: {
			name: 'type bounds',
			reason: `In those cases the new type must be bounded by the old one, and no typebounds has ${old} ${wanted}.`,
			basis: 'record',
		},
		remedies: [
			{ kind: 'note', why: 'Let a new program do it: execve(2) from one without no_new_privs.' },
			...([old, wanted].every(isPolicyName) ? [rule] : []),
		],
	};
}

/** security_dump_masked_av: an allow rule is there, but the bounding type has no such rule. */
function beyondBounds({ details }: ErrorRecord): Said {
	const { scontext = '', tcontext = '', tclass = '', perms = '' } = details;
	return {
		sentence: `${typeOf(scontext)} may not ${perms.replaceAll(',', ', ')}, for class ${tclass}, what ${typeOf(tcontext)} labels.`,
		layer: {
			name: 'type bounds',
			reason:
				'A rule allows it, but a bounded type has no permission that the type which bounds it lacks.',
			basis: 'record',
		},
		remedies: [{ kind: 'note', why: 'Allow it to the bounding type (typebounds), or do without.' }],
	};
}

function relabeled({ details }: ErrorRecord, from: string, to: string): Said {
	const who = details.taskcontext ? typeOf(details.taskcontext) : 'The process';
	return {
		sentence: `${who} may not change the context of an object of class ${details.tclass} from ${from} to ${to}.`,
		layer: {
			name: 'MLS constraint',
			reason:
				'A rule mlsvalidatetrans or validatetrans compares the old, the new and the process context; moving a level up or down takes an attribute such as mlsfileupgrade.',
			basis: 'record',
		},
		remedies: [
			{
				kind: 'note',
				why: 'An allow rule does not help. Make a new object at the wanted level instead, by a process at that level.',
			},
		],
	};
}

function typeOf(context: string): string {
	return splitContext(context).type;
}

function invalidContext(reason: string): Layer {
	return { name: 'invalid context', reason, basis: 'record' };
}
