// What the kernel began to ask for when there were policies already: an older one has no word for it.

import type { AccessRecord } from '@peercon/records';
import type { Remedy } from './remedy.ts';

const FILES = /^(?:dir|(?:lnk_|chr_|blk_|sock_|fifo_)?file)$/;

/** Permissions of classes that all policies have, by the Linux that asked for them first. */
const WATCHING = /^watch(?:_mount|_sb|_with_perm|_reads)?$/;
const WATCHING_SINCE = '5.4';
/** The same of whole classes. What a policy capability switches on, as process2, is never unknown. */
const CLASSES: Record<string, string> = {
	bpf: '4.15',
	perf_event: '5.5',
	lockdown: '5.6',
	anon_inode: '5.12',
	mctp_socket: '5.15',
	io_uring: '5.16',
	user_namespace: '6.1',
};

/** Whether the kernel began to ask about a class when there were policies already. */
export function isYoungClass(of: string): boolean {
	return Object.hasOwn(CLASSES, of);
}

/** What to do till then. */
export const ALLOW_UNKNOWN =
	'handle-unknown = allow in /etc/selinux/semanage.conf, and `semodule -B`';

/**
 * What to know where a policy may be older than what it was asked.
 *
 * @returns none for what all policies have
 * @see handle_unknown in semanage.conf(5), and selinux_set_mapping() in security/selinux/ss/services.c
 */
export function newPermission({ class: of, subject, object, permissions }: AccessRecord): Remedy[] {
	// An image of Android has its kernel with its policy; a type for io_uring is of a policy that knows it.
	if (subject.user === 'u' || object.type.includes('io_uring')) return [];
	const watching = FILES.test(of) ? permissions.find((each) => WATCHING.test(each)) : undefined;
	const ofClass = Object.hasOwn(CLASSES, of) ? CLASSES[of] : undefined;
	const since = watching === undefined ? ofClass : WATCHING_SINCE;
	if (since === undefined) return [];
	return [
		{
			kind: 'note',
			why: `${watching ?? `The class ${of}`} came with Linux ${since}: a policy older than that (\`seinfo -x -c ${of}\` does not list it) can have no rule for it, and refuses it to all if /sys/fs/selinux/deny_unknown has 1. Until the update: ${ALLOW_UNKNOWN}.`,
		},
	];
}
