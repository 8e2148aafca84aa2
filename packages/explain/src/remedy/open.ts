// open(2) asks for several permissions, one after the other, and stops at the first that is refused.

import type { AccessRecord } from '@peercon/records';
import type { Remedy } from './remedy.ts';

/**
 * What is asked next of who may not open a file.
 *
 * @returns none where nothing was enforced, or the record is of what is open already, which has a path
 * @see selinux_inode_permission (by the name) and selinux_file_open in security/selinux/hooks.c
 */
export function nextOfOpen(record: AccessRecord): Remedy[] {
	const { class: of, subject, permissions, permissive, details } = record;
	const isOpening =
		of === 'file' && permissions.every((each) => /^(?:read|write|append)$/.test(each));
	if (!isOpening || permissive || details.path !== undefined || subject.user === 'u') return [];
	const together = permissions.includes('read') && permissions.length === 1 ? 'read' : 'rw';
	return [
		{
			kind: 'note',
			why: `It is the first of several: open is asked next, and mostly getattr. The reference policy has these together, with ioctl and lock (${together}_file_perms).`,
		},
	];
}
