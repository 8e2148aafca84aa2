// What is asked of or for kernel_t because of an overlay that was mounted before there was a policy.

import type { AccessRecord } from '@peercon/records';
import type { Remedy } from './remedy.ts';
import { rule } from './rule.ts';

/**
 * Where a descriptor of kernel_t for a file comes from.
 *
 * @see ovl_open_realfile in fs/overlayfs/file.c, which opens with the credentials of who mounted it
 */
export function descriptorOfKernel({ class: of, object, details }: AccessRecord): Remedy[] {
	if (of !== 'fd' || object.type !== 'kernel_t' || !details.path?.startsWith('/')) return [];
	return [
		{
			kind: 'note',
			why: "It is the descriptor that has kernel_t, not the file, whose label is as it should be: a task in kernel_t has opened it. That is a file system above another (overlayfs) that was mounted before the policy was loaded, for it opens files as who mounted it; or a daemon that never left kernel_t. `ps -eo label,pid,args` shows what is kernel_t beside the kernel's own threads (in brackets).",
		},
	];
}

/**
 * What is made on such an overlay: it gets the label that its maker's files have, and the kernel asks a second time,
 * for who mounted the overlay.
 *
 * @returns none for other records; otherwise all that there is to say
 * @see ovl_create_or_link in fs/overlayfs/dir.c, which makes it with the credentials of who mounted it
 */
export function madeOnOverlay(record: AccessRecord): Remedy[] {
	const { class: of, subject, object, permissions, details } = record;
	const isMade = /^(?:file|dir|(?:lnk|sock|fifo)_file)$/.test(of) && permissions.includes('create');
	if (subject.type !== 'kernel_t' || !isMade || object.user === subject.user) return [];
	return [
		{
			kind: 'note',
			why: `Its user, ${object.user}, is that of a login, and not of kernel_t: so probably ${details.comm ?? 'the program'} runs in a login's domain, and the file system is an overlay (overlayfs) that was mounted before the policy was loaded, as the root of an installer, of a live image or of an image system. For what is made there the kernel asks a second time in the name of who mounted it, kernel_t. No label is wrong. An installer or a live image is mostly permissive: then it only fills the log. Where it is refused, update selinux-policy first: newer ones have rules for kernel_t for such systems.`,
		},
		rule(record, 'This rule, and no more, where the newest lacks it:'),
	];
}
