// Memory that the kernel has as a file: it has no place in a file system, and nothing opens it.

import type { AccessRecord } from '@peercon/records';
import { isInMemory, isMemoryFile } from '../check/situation.ts';
import { isContainer } from './container-domain.ts';
import type { Remedy } from './remedy.ts';

/**
 * What gives such a file a type of its own.
 *
 * @returns none for other files, and for what is executed or mapped to be changed
 * @see memfd_create in mm/memfd.c and selinux_file_permission in security/selinux/hooks.c
 */
export function memoryFile(record: AccessRecord): Remedy[] {
	const { subject, object, permissions } = record;
	const isExecuted = record.class === 'file' && permissions.includes('execute');
	if (isExecuted && isInMemory(record)) return [EXECUTED];
	if (isExecuted && isTrampoline(record)) return [TRAMPOLINE];
	if (!isMemoryFile(record) || isContainer(subject.type)) return [];
	if (permissions.some((each) => /^exec/.test(each))) return [];
	if (object.type === 'hugetlbfs_t') return [HUGE_PAGES];
	const sender = senderOf(record);
	if (sender !== undefined) return [sent(sender)];
	return [
		{
			kind: 'rule',
			why: `${madeBy(record)}: ${ASKED_IN_USE} Probably the domain has made it itself; it has ${object.type}, the type of its file system, for the policy has none for what the domain makes there. A newer selinux-policy may have one: update it first. In a module of one's own, TYPE is that type, with rules for it (fs_tmpfs_filetrans() of the reference policy). (If another has made and sent it, it is the policy of that one.)`,
			text: `type_transition ${subject.type} ${object.type}:file TYPE;`,
		},
	];
}

const ASKED_IN_USE =
	'it has no path that could be labeled, and is mostly not opened by a name, so the kernel asks when it is used.';

/**
 * Who has made and sent it, where libsystemd has: it names such a file `sd-` and the name of the program.
 *
 * @see memfd_create_wrapper and memfd_new in systemd's src/basic/memfd-util.c
 */
function senderOf({ details: { path = '', comm } }: AccessRecord): string | undefined {
	const maker = path.match(/^\/memfd:sd-(.+?)(?: \(deleted\))?$/)?.[1];
	return maker === comm ? undefined : maker;
}

function sent(sender: string): Remedy {
	return {
		kind: 'note',
		why: `A file in memory (memfd_create(2)): ${ASKED_IN_USE} By its name ${sender} has made and sent it, as libsystemd does with a message to the journal that is too large for a datagram: without a rule the message is lost. It has the type of its file system, for the policy has none for what ${sender} makes there. Update selinux-policy first.`,
	};
}

function madeBy({ details: { path, name = '' } }: AccessRecord): string {
	const what = path ?? name;
	if (/^\/?SYSV/.test(what)) return 'A segment of shared memory of System V (shmget(2))';
	if (what.startsWith('/dev/zero')) return 'Memory that is mapped to be shared (mmap(2))';
	return 'A file in memory (memfd_create(2))';
}

/** @see fs_rw_hugetlbfs_files in kernel/filesystem.if of the reference policy */
const HUGE_PAGES: Remedy = {
	kind: 'note',
	why: 'Memory in huge pages (MAP_HUGETLB of mmap(2), SHM_HUGETLB of shmget(2)): it has no path that could be labeled, and nothing was passed on. Mostly the program goes on with pages of the usual size. If it is to have them: a newer policy may have the rule (fs_rw_hugetlbfs_files()), update it first. Otherwise switch them off in the program (PHP: opcache.huge_code_pages=0; PostgreSQL: huge_pages=off; Java: without -XX:+UseLargePages).',
};

/**
 * Whether it is a file without a name any more that is executed: libffi makes one (O_TMPFILE has it `#INODE`) in one
 * folder after another, until one lets it.
 *
 * @see open_temp_exec_file_opts in libffi's src/tramp.c and src/closures.c: memfd, TMPDIR, /tmp, /var/tmp, /dev/shm, HOME
 */
export function isTrampoline({ class: of, details: { path = '' } }: AccessRecord): boolean {
	return of === 'file' && /\/(?:#\d+|ffi\w{6}) \(deleted\)$/.test(path);
}

const TRAMPOLINE: Remedy = {
	kind: 'note',
	why: 'A file that has no name any more, which the program executes: libffi makes its trampolines so (of Python, Ruby, GLib), and tries one folder after another, in memory, /tmp, /var/tmp, /dev/shm, HOME, until one lets it. There is nothing on a disk to find or to label, and no rule for each of these folders is wanted: one for memory suffices (a type of its own for what the domain makes in tmpfs_t, with execute and map). A newer policy may have it: update it first.',
};

const EXECUTED: Remedy = {
	kind: 'note',
	why: 'A file in memory (memfd_create(2)) that the program executes or maps to be executed, as libffi does for its trampolines and compilers at run time do: there is nothing on a disk to find or to label. Many have an option to do without; a newer policy may have the rule: update it first.',
};
