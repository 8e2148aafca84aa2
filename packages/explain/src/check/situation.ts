// What a program does that a record is of, where neither its class nor its permissions tell.

import type { AccessRecord } from '@peercon/records';

/** What may be done with a descriptor that is there. */
const WITHOUT_OPENING = new Set(['read', 'write', 'append', 'ioctl', 'getattr', 'lock']);
/** Opened by the kernel at execve(2) and by the loader: mapped, which is checked as reading. */
const PROGRAM = /\.so(?:\.|$)|\/ld[-.]|^\/(?:usr\/)?(?:s?bin|lib(?:exec|\d+)?)\//;
/** Terminals, by their paths. */
export const TERMINAL = /^\/dev\/(?:pts\/|tty|console$)/;

/**
 * Whether a record is of a descriptor that was passed on: it has a whole path, which the kernel knows of
 * an open file alone, and no permission to open.
 *
 * @see file_has_perm in security/selinux/hooks.c, which asks at execve(2), at SCM_RIGHTS and at use
 */
export function isPassed(record: AccessRecord): boolean {
	const { class: of, permissions, details, subject } = record;
	const { path = '', name, dev, comm } = details;
	if (subject.user === 'u' || comm === undefined || name !== undefined) return false;
	if (!permissions.every((each) => WITHOUT_OPENING.has(each))) return false;
	// What has no name in a file system was never to be opened by one.
	const isNameless = /^(?:pipe|socket):\[/.test(path);
	if (!isNameless && !permissions.some((each) => /^(?:read|write|append)$/.test(each)))
		return false;
	if (of === 'chr_file') return TERMINAL.test(path);
	if (of === 'fifo_file') return path !== '';
	if (of.endsWith('_socket')) return path.startsWith('socket:[');
	if (of !== 'file' || isMemoryFile(record)) return false;
	return path.startsWith('/') && dev !== 'proc' && !PROGRAM.test(path);
}

/** Whether a record is of a file that memfd_create(2) has made, and whose maker has no type for it. */
export function isMemoryFile({ class: of, details, object }: AccessRecord): boolean {
	return of === 'file' && /^\/memfd:/.test(details.path ?? '') && object.type === 'tmpfs_t';
}

const LOOKING = new Set(['getattr', 'search', 'read', 'open', 'ioctl', 'lock']);

/** Whether a record is of a look at another process's directory in /proc, or at a file in it. */
export function isLookAtProcess(record: AccessRecord): boolean {
	const { class: of, permissions, subject, object, details } = record;
	return (
		details.dev === 'proc' &&
		/^(?:dir|file|lnk_file)$/.test(of) &&
		object.role !== 'object_r' &&
		object.type !== subject.type &&
		permissions.every((each) => LOOKING.has(each))
	);
}
