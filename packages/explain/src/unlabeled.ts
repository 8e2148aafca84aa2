// Peers without a label: nothing is configured that labels what they send.

import { typeOf } from './label.ts';
import type { Layer } from './layer.ts';
import type { AccessRecord } from './record.ts';

/**
 * Whether a check failed for the lack of a label: what nothing labels is unlabeled_t.
 *
 * @param record - the record
 * @param basis - where it is known from that no rule allows it
 * @returns that layer, or undefined if the record has no peer or the peer has a label
 */
export function unlabeledPeer(record: AccessRecord, basis: Layer['basis']): Layer | undefined {
	const peer = peerContext(record);
	if (peer === undefined || typeOf(peer) !== 'unlabeled_t') return undefined;
	const address = record.details.saddr ?? 'its address';
	return {
		name: 'labeled networking not configured',
		reason: `The peer has no label: nothing labels what ${address} sends. Since labeled networking is configured for something on this host, such packets count as those of unlabeled_t.`,
		basis,
	};
}

/** The context of the peer in a check that has one. */
function peerContext({ class: objectClass, permissions, source, target }: AccessRecord) {
	if (objectClass === 'peer') return target;
	const isIncoming = permissions.some((permission) =>
		/^(ingress|recvfrom|forward_)/.test(permission),
	);
	if (/^(netif|node|packet)$/.test(objectClass) && isIncoming) return source;
	return undefined;
}
