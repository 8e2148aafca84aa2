// Labeled IPsec where a policy entry's own label came in place of the label of traffic.

import type { AccessRecord } from '@peercon/records';
import type { Remedy } from './remedy.ts';

/** Of records of polmatch, and of what pluto(8) says of it (explain-pluto.ts). */
export const LABEL_OF_POLICY: Remedy = {
	kind: 'note',
	why: "Probably the peer has sent the label of the policy itself (libreswan's policy-label=), in place of the label of whose traffic it is. That two labels are equal allows nothing: polmatch is asked from a domain's type to that of the entry.",
};

/** @returns none where it is traffic of a domain that does not match */
export function labelOfPolicy({ subject, object, class: of, permissions }: AccessRecord): Remedy[] {
	const isSame = subject.type === object.type && subject.role === 'object_r';
	return of === 'association' && permissions.includes('polmatch') && isSame
		? [LABEL_OF_POLICY]
		: [];
}
