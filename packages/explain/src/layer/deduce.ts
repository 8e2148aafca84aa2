// Which layer it was, from a record alone.

import type { AccessRecord, RecordContext } from '@peercon/records';
import { changesRole, changesUser, identityReason, roleReason } from './identity.ts';
import type { Layer } from './layer.ts';
import { isTranslated, type LevelFailure, levelLayer } from './levels.ts';

/**
 * Deduces the layer: from levels that do not compare, from roles that differ, or else a missing rule.
 *
 * @param levels - the comparison of levels that fails, if one does
 */
export function fromRecord(record: AccessRecord, levels: LevelFailure | undefined): Layer {
	const basis = 'record';
	const { subject, object } = record;
	if (levels && isSure(record, levels)) {
		return { name: levelLayer(levels), reason: levels.reason + exemption(levels), basis, levels };
	}
	if (changesRole(record) && subject.type === object.type) {
		return { name: 'role allow rule', reason: roleReason(record), basis };
	}
	const notes = [
		unreadableNote(subject, object),
		levels && mcsNote(record, levels),
		changesRole(record) ? `It may also be the role. ${roleReason(record)}` : undefined,
		changesUser(record) ? `It may also be a constraint. ${identityReason(record)}` : undefined,
	];
	return {
		name: 'type enforcement',
		reason: ['Probably no allow rule has it.', ...notes.filter(Boolean)].join(' '),
		basis,
	};
}

/** Types that MCS binds under every policy (mcs_constrained_type); others a record does not tell. */
const CONSTRAINED = new Set(['netlabel_peer_t', 'container_t', 'svirt_t', 'svirt_tcg_t']);

/** Whether a constraint that the levels do not meet is sure to count. */
function isSure(record: AccessRecord, { kind, binds }: LevelFailure): boolean {
	return kind === 'mls' || binds.some((party) => CONSTRAINED.has(record[party].type));
}

function exemption({ kind }: LevelFailure): string {
	return kind === 'mls' ? ' (Types with an mls attribute such as mlsnetread are exempt.)' : '';
}

function mcsNote(record: AccessRecord, { reason, binds }: LevelFailure): string {
	const which = [...new Set(binds.map((party) => record[party].type))].join(' or ');
	return `If ${which} is an mcs_constrained_type, it is the MCS constraint: ${reason}`;
}

function unreadableNote(...contexts: RecordContext[]): string | undefined {
	return contexts.some(isTranslated)
		? 'The levels are translated, so they cannot be compared here: setrans.conf(5) of that host has their meaning.'
		: undefined;
}
