// OpenWrt, whose policy is written in CIL and is a part of its image.

import type { AccessRecord } from '@peercon/records';
import { isOfOpenWrt } from '../constraint/openwrt.ts';
import { isOfFile } from '../layer/unlabeled.ts';
import { restorecon } from './path.ts';
import type { Remedy } from './remedy.ts';

const WHOSE =
	'By its contexts this is probably the policy of OpenWrt (package selinux-policy, written in CIL).';

/** What to do on OpenWrt, where neither Android's ways help nor those of distributions. */
export function onOpenWrt(record: AccessRecord): Remedy[] {
	if (!isOfOpenWrt(record)) return [];
	if (record.object.type === 'unlabeled' && isOfFile(record)) return labelFile(record);
	const { subject, object, class: of, permissions } = record;
	const target = object.type === subject.type ? 'self' : object.type;
	return [
		{
			kind: 'note',
			why: `${WHOSE} It comes compiled as a whole, without the store of modules that semanage(8) and semodule(8) change. Update the image or that package first, and where the newest lacks it, too, report it there.`,
		},
		{
			kind: 'rule',
			why: 'This rule, and no more, if policy should let it through, in the source of that package (CIL):',
			text: `(allow ${subject.type} ${target} (${of} (${permissions.join(' ')})))`,
		},
	];
}

function labelFile(record: AccessRecord): Remedy[] {
	return [
		{
			kind: 'command',
			why: `${WHOSE} There unlabeled is no type that was given, but what has no label, or none that the policy knows: probably the image was built without labels, or this was copied or unpacked without extended attributes. Give it the label that the policy has for its path (restorecon is in policycoreutils):`,
			text: restorecon(record),
		},
		{
			kind: 'note',
			why: 'If more is so, label all (`restorecon -RF /`), or build the image with labels (CONFIG_TARGET_ROOTFS_SECURITY_LABELS). What its file system keeps no extended attributes for gets none so.',
		},
		{
			kind: 'note',
			why: 'A rule on unlabeled is no answer: it would count for everything that has no label.',
		},
	];
}
