// Descriptors of kernel_t: of what was opened before there was a policy, or by what never left that domain.

import type { AccessRecord } from '@peercon/records';
import type { Remedy } from './remedy.ts';

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
