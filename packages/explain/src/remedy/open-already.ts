// Files that were open when the kernel asked: passed on by somebody else, or relabeled since.

import type { AccessRecord } from '@peercon/records';
import type { Remedy } from './remedy.ts';

/**
 * Whether a record is of a file that its process did not open by that access. The check at open(2) knows
 * only the name (selinux_inode_permission in hooks.c); one with the whole path, and no `open`, comes from
 * read(2), write(2) or execve(2), which closes what may not be inherited (flush_unauthorized_files).
 */
export function isOpenAlready({ class: of, permissions, details }: AccessRecord): boolean {
	return (
		/^(?:file|fifo_file)$/.test(of) &&
		details.path?.startsWith('/') === true &&
		!details.path.startsWith('/memfd:') &&
		permissions.some((each) => /^(?:read|write|append)$/.test(each)) &&
		permissions.every((each) => /^(?:read|write|append|ioctl|lock|getattr)$/.test(each))
	);
}

/** Whether it is another's: a temporary file, or what lies in a home. */
export function isOfStarter({ subject, object }: AccessRecord): boolean {
	const own = subject.type.replace(/_t$/, '_tmp');
	return (
		/(?:home|tmp|tmpfs|xsession_log)(?:_dir)?_t$/.test(object.type) && !object.type.startsWith(own)
	);
}

/** What to do about a descriptor that was passed on. */
export function passedOn({ subject, object, class: of, permissions }: AccessRecord): Remedy[] {
	const names = permissions.length === 1 ? permissions[0] : `{ ${permissions.join(' ')} }`;
	return [
		{
			kind: 'note',
			why: 'The file was open already (the record has its path, and no open): who started the program has passed it on, such as a shell by >FILE, systemd-run(1) or cron(8), or it was relabeled since. Its label may well be right. Let the starter write the file itself, as by a pipe (PROGRAM | cat >FILE), or choose a file that the domain may use.',
		},
		{
			kind: 'rule',
			why: 'If the program does not need it at all, no record of it any more, and nothing allowed:',
			text: `dontaudit ${subject.type} ${object.type}:${of} ${names};`,
		},
	];
}
