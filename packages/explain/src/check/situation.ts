// What a program does that a record is of, where neither its class nor its permissions tell.

import type { AccessRecord, RecordedPath } from '@peercon/records';

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
	const { class: of, permissions, details, subject, object } = record;
	const { path = '', name, dev, comm } = details;
	if (subject.user === 'u' || comm === undefined || name !== undefined) return false;
	// What a thread of the kernel uses was given to it by ioctl(2), as the file behind a loop device.
	if (isNamedByCall(record) || isThreadOfKernel(record)) return false;
	if (!permissions.every((each) => WITHOUT_OPENING.has(each))) return false;
	// A pipe or a socket of its own type it has probably made itself.
	const isOwn = subject.type === object.type;
	// What has no name in a file system was never to be opened by one.
	const isNameless = /^(?:pipe|socket):\[/.test(path);
	if (!isNameless && !permissions.some((each) => /^(?:read|write|append)$/.test(each)))
		return false;
	if (of === 'chr_file') return TERMINAL.test(path) || /_dbusd_t$/.test(subject.type);
	if (of === 'fifo_file') return path !== '' && !isOwn;
	if (of.endsWith('_socket')) return path.startsWith('socket:[') && !isOwn;
	// Of a folder that is opened, a record has the name.
	if (of === 'dir') return path.startsWith('/') && permissions.every((each) => each === 'read');
	if (of !== 'file' || isMemoryFile(record) || isMovedFromHome(record)) return false;
	return path.startsWith('/') && dev !== 'proc' && !PROGRAM.test(path);
}

/** The last part of a file's path, or its name, where the record has no more; empty without either. */
export function nameOf({ details }: Pick<AccessRecord, 'details'>): string {
	return (details.path ?? details.name ?? '').split('/').pop() ?? '';
}

/** Whether the system call that was refused has the file's name itself, as its record PATH says: it opens it. */
function isNamedByCall({ details: { path }, event }: AccessRecord): boolean {
	return event?.success !== undefined && event.paths.some((each) => each.name === path);
}

/** Whether the system call that was refused has made the file (open(2) with O_CREAT), as its record PATH says. */
export function isMadeByCall({ details: { path, name }, event }: AccessRecord): boolean {
	const last = (path ?? name)?.split('/').pop();
	return (
		last !== undefined &&
		(event?.paths.some((each) => each.isMade && each.name.split('/').pop() === last) ?? false)
	);
}

/**
 * Names that the kernel gives to memory: of memfd_create(2), of a segment of System V (shmget(2)), of what is mapped
 * to be shared without a file, and of huge pages without one.
 *
 * @see newseg in ipc/shm.c, shmem_zero_setup in mm/shmem.c, and hugetlb_file_setup in fs/hugetlbfs/inode.c
 */
const MEMORY = /^\/?(?:memfd:|SYSV[\da-f]{8}\b|anon_hugepage\b)|^\/dev\/zero \(deleted\)$/;

/** Whether a record is of memory whose maker has no type for it, as of memfd_create(2). */
export function isMemoryFile(record: AccessRecord): boolean {
	return (
		record.class === 'file' &&
		isInMemory(record) &&
		/^(?:tmpfs|hugetlbfs)_t$/.test(record.object.type)
	);
}

/** Whether a file is in memory alone: nothing finds it, and no path labels it. */
export function isInMemory({ details: { path, name = '' } }: AccessRecord): boolean {
	return MEMORY.test(path ?? name);
}

const LOOKING = new Set(['getattr', 'search', 'read', 'open', 'ioctl', 'lock']);

/**
 * Whether an object is /proc/PID or what is in it: that has the label of its process. Where nothing tells the file
 * system, as in reports of sealert, the role does: what has another than object_r is of a process.
 */
export function isEntryOfProcess({ class: of, object, details }: AccessRecord): boolean {
	const isFile = /^(?:dir|file|lnk_file)$/.test(of);
	const isUntold = details.dev === undefined && !details.path?.startsWith('/');
	const role = isUntold ? /^(?!object_r$)\w+_r$/ : /^(?!object_r$)./;
	return isFile && (isUntold || details.dev === 'proc') && role.test(object.role);
}

/** Whether a record is of a look at another process's directory in /proc, or at a file in it. */
export function isLookAtProcess(record: AccessRecord): boolean {
	const { permissions, subject, object } = record;
	return (
		isEntryOfProcess(record) &&
		object.type !== subject.type &&
		permissions.every((each) => LOOKING.has(each))
	);
}

/** Threads of the kernel, by the names that ps(1) shows in brackets: of all systems, and of devices and file systems. */
const KERNEL_THREAD =
	/^(?:kworker|kthreadd|ksoftirqd|swapper|irq\/|rcu|migration|kswapd|jbd2|kauditd|khugepaged|kdevtmpfs|kcompactd|oom_reaper|(?:nfsd|lockd|cifsd|rpciod)$|(?:loop|nbd)\d+$|md\d+(?:_|$)|dmcrypt_write|kcryptd|drbd_|scsi_eh_|iscsi_(?:np|t[rt]x)|xfsaild|xfs-|btrfs-|ext4-|txg_sync)/;

/** Whether it is probably the kernel itself that asks, by one of its threads, and no program in its domain. */
export function isThreadOfKernel({ subject, details: { comm, pid } }: AccessRecord): boolean {
	const isInDomain = /^kernel(?:_t|\.subj)?$/.test(subject.type);
	return isInDomain && comm !== undefined && pid !== '1' && KERNEL_THREAD.test(comm);
}

/** TASK_COMM_LEN of linux/sched.h, without the NUL. */
const COMM_LENGTH = 15;

/** Whether a file is the very program that asks, by its name: comm= has the beginning of that. */
export function isOwnProgram({ details }: AccessRecord): boolean {
	const { comm = '', path, name = '' } = details;
	const file = path?.split('/').pop() ?? name;
	return comm !== '' && file.slice(0, COMM_LENGTH) === comm;
}

/** A record of a name alone has the whole path in the record PATH beside it, if that is there. */
export function wholePath({ details, event }: AccessRecord): string | undefined {
	const { path, name, ino } = details;
	if (path !== undefined || !name) return path;
	// The root of a file system is `/` in its own record, and has the path of its mount in the records PATH.
	const isOf = (one: RecordedPath) =>
		one.name.startsWith('/') &&
		(name === '/'
			? ino !== undefined && one.ino === ino
			: one.name.replace(/\/+$/, '').endsWith(`/${name}`));
	const [first, other] = new Set(event?.paths.filter(isOf).map((each) => each.name));
	// Inodes have their numbers by file system, so that two of one number are two files.
	if (first === undefined || (name === '/' && other !== undefined)) return undefined;
	return /\/\.\.(?:\/|$)/.test(first) ? undefined : first.replace(/(?<=.)\/+$/, '');
}

/** A file that mv(1) has brought from a home has its label still, where policies have another one. */
export function isMovedFromHome(record: AccessRecord): boolean {
	if (!/^(?:user_home|admin_home)_t$/.test(record.object.type)) return false;
	const path = wholePath(record);
	return path !== undefined && /^\/(?:var\/(?:www|lib)|srv|etc|usr|opt)\//.test(path);
}
