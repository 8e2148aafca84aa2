// Contexts of the policy that OpenWrt has, which is neither the reference policy nor Android's.

import type { AccessRecord } from '@peercon/records';

/**
 * Whether a record is probably of OpenWrt's policy: u:r:NAME.subj or sys.id:sys.role:NAME.subj, without levels.
 * Android's contexts have the user u and the role r, too, but a level, and no dot in a type.
 *
 * @see package/system/selinux-policy of OpenWrt, which is Dominick Grift's policy in CIL
 */
export function isOfOpenWrt({
	subject,
	object,
}: Pick<AccessRecord, 'subject' | 'object'>): boolean {
	if ([subject, object].some(({ rangeText }) => rangeText !== undefined)) return false;
	const isOfFiles = /^(?:u|sys\.id)$/.test(subject.user) && /\.(?:file|fs)$/.test(subject.type);
	return isOfFiles || [subject, object].some(({ type }) => type.endsWith('.subj'));
}
