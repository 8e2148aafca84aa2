// Loop devices: who looks at one is asked about the file behind it.

import type { AccessRecord } from '@peercon/records';
import { updatedOrHushed } from './policy-gap.ts';
import type { Remedy } from './remedy.ts';

/** What to know of such a look, and how to hide it; none for other records. */
export function fileOfLoopDevice(record: AccessRecord): Remedy[] {
	return isBackingFile(record) ? [BACKING_FILE, updatedOrHushed(record)] : [];
}

/** Whether what looks at a loop device asks the kernel which file is behind it: that asks for the file's attributes. */
function isBackingFile({ class: of, subject, details, event, permissions }: AccessRecord): boolean {
	return (
		of === 'file' &&
		/^(?:udev|systemd_udevd|fsadm|udisks2?|devicekit_disk|lvm)_t$/.test(subject.type) &&
		/^\/(?!(?:etc|usr|run|sys|dev|proc|s?bin|lib\w*)\/)/.test(details.path ?? '') &&
		/^(?:ioctl)?$/.test(event?.syscall ?? '') &&
		permissions.every((each) => each === 'getattr')
	);
}

/** @see loop_get_status in drivers/block/loop.c, which calls vfs_getattr for who asks (LOOP_GET_STATUS64) */
const BACKING_FILE: Remedy = {
	kind: 'note',
	why: 'Probably the file behind a loop device: who asks the kernel for the state of one (udev for each, losetup, blkid, lsblk) is asked for the attributes of its file. Mostly nothing fails without, and the label is probably right. The rule is for the policy of what keeps such files: a product that has brought a type of its own for them, else selinux-policy.',
};
