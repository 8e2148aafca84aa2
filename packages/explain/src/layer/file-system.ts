// What dev= says of a file system where the type of the file says another.

import type { AccessRecord } from '@peercon/records';

/** Disks of this host, by the kernel's names. */
const DISK =
	/^(?:(?:s|v|xv|h)d[a-z]+\d*|dm-\d+|md\d+(?:p\d+)?|nvme\d+n\d+(?:p\d+)?|mmcblk\d+(?:p\d+)?)$/;

/** Types of file systems that have no disk here. fusefs_t is none of them: ntfs-3g has one, and its name in dev=. */
const WITHOUT_DISK = /^(?:nfs|cifs|cephfs|virtiofs)_t$/;

/** Whether a file on a disk of this host has the type of a file system that is shared by others. */
export function isSharedTypeOnDisk({ object, details }: AccessRecord): boolean {
	return WITHOUT_DISK.test(object.type) && DISK.test(details.dev ?? '');
}

/** Whether it is where the kernel lists FUSE's connections, and no mount of FUSE. */
export function isControlOfFuse({ object, details }: AccessRecord): boolean {
	return object.type === 'fusefs_t' && details.dev === 'fusectl';
}
