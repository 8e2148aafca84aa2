// A file whose label its file system does not take: the subject is the label of the file.

import type { AccessRecord } from '@peercon/records';
import { isAssociation } from '../check/check.ts';
import { GAP } from './policy-gap.ts';
import type { Remedy } from './remedy.ts';
import { hushed } from './rule.ts';

/** Types that policies give to file systems (genfscon, fs_use), for the kinds that people meet. */
const OF_FILE_SYSTEMS =
	/fs_t$|^(?:proc|tmp|device|devpts|cgroup|bpf|nsfs|pstore|security|binfmt_misc_fs|iso9660|autofs|removable|mqueue_spool|ptchown_proc)_t$/;

/**
 * What to look at before a rule that lets files with a label be in a file system.
 *
 * @returns notes and commands; none if the record is about something else
 * @see may_create, selinux_inode_setxattr and selinux_set_mnt_opts in security/selinux/hooks.c
 */
export function fileSystemLabel(record: AccessRecord): Remedy[] {
	if (!isAssociation(record)) return [];
	const { subject, object } = record;
	// Android's have no such end, and no mount options that people set.
	if (subject.user === 'u') return [];
	// An initramfs is labeled as a whole, and whoever labels in it means what he does.
	if (record.details.dev === 'rootfs') return [];
	if (object.type === 'proc_t')
		return [IN_PROC, hushed(record, 'This hides the record and allows nothing:')];
	return OF_FILE_SYSTEMS.test(object.type) ? [notOfFiles(record)] : mountedOtherwise(record);
}

/** The file system has the label of something else, so the mount is wrong and not the file. */
function mountedOtherwise({ object }: AccessRecord): Remedy[] {
	return [
		{
			kind: 'command',
			why: `${object.type} is no usual label of a file system (those are fs_t, tmpfs_t, nfs_t and the like). See which mount has it by an option context=, fscontext= or rootcontext=, and which label its root has:`,
			text: 'findmnt -o TARGET,FSTYPE,OPTIONS && ls -Zd MOUNTPOINT',
		},
		{
			kind: 'note',
			why: 'Then unmount it, and mount it again without that option. If none has it: kernels before 5.15 (RHEL 8 before 8.7) could give a new file system a label of something else while a policy was being loaded. Mount it again there, too.',
		},
	];
}

/** The file system is what it says: then it is the label of the file. */
function notOfFiles({ subject, object, details: { comm = '' } }: AccessRecord): Remedy {
	if (object.type === 'device_t') return notOfDevices(subject.type);
	const isOfDaemon =
		/^(?:[a-z0-9]+d|squid|postgresql|dovecot|redis|openvpn|init|initrc|unconfined)_t$/.test(
			subject.type,
		);
	if (isOfDaemon && /^(?:chcon|restorecon|setfiles|semanage)$/.test(comm))
		return ofProcesses(subject.type);
	return {
		kind: 'note',
		why: `Probably ${subject.type} is no label of files (its type lacks the attribute file_type, which a module gives by files_type(), and for a tmpfs by fs_associate_tmpfs()), or it was copied from where such files are (cp -a, rsync -X, an image), or chosen by an option rootcontext= of mount(8). ${object.type} is how such file systems are labeled.`,
	};
}

function ofProcesses(type: string): Remedy {
	return {
		kind: 'note',
		why: `Somebody gives a file the label ${type}, which is probably a type of processes, as httpd_t, and none of files (those are httpd_sys_content_t, httpd_log_t and the like): \`semanage fcontext -l | grep NAME_\` lists what there is. If a rule of this host says so (\`semanage fcontext -l -C\`), take it back (semanage fcontext -d) and restorecon. No rule is wanted.`,
	};
}

/** @see dev_associate() in kernel/devices.if of the reference policy: file_type alone does not do for devtmpfs */
function notOfDevices(type: string): Remedy {
	return {
		kind: 'note',
		why: `device_t is the label of /dev (devtmpfs), and what has ${type} there may be so only where the policy says it of that type: as a type of device nodes (dev_node()), or by dev_associate(${type}). ${GAP} that has ${type}: update that first (selinux-policy, or what the program brings).`,
	};
}

const IN_PROC: Remedy = {
	kind: 'note',
	why: 'Nothing can be made in /proc, so nothing is lost. A program has tried, as a shell does with `echo > >(COMMAND)` where /dev/fd leads there. If it disturbs, hush it:',
};
