// Peers without a label: nothing is configured that labels what they send.

import type { AccessRecord, RecordContext } from '@peercon/records';
import { checksOf } from '../check/check.ts';
import type { Layer } from './layer.ts';

/**
 * Whether a check failed for the lack of a label: what nothing labels is unlabeled_t.
 *
 * @param basis - where it is known from that no rule allows it
 * @returns that layer, or undefined if the record has no peer or the peer has a label
 */
export function unlabeledPeer(record: AccessRecord, basis: Layer['basis']): Layer | undefined {
	if (peerOf(record)?.type !== 'unlabeled_t') return undefined;
	const address = record.details.saddr ?? 'its address';
	return {
		name: 'labeled networking not configured',
		reason: `The peer has no label: nothing labels what ${address} sends. Since labeled networking is configured for something on this host, such packets count as those of unlabeled_t.`,
		basis,
	};
}

function peerOf(record: AccessRecord): RecordContext | undefined {
	const check = checksOf(record).find(({ subject, object }) => [subject, object].includes('peer'));
	return check && (check.subject === 'peer' ? record.subject : record.object);
}
