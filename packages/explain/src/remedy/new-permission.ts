// What to know of a permission or a class that a policy may be too old for.

import type { AccessRecord } from '@peercon/records';
import { sinceOf } from '../check/since.ts';
import type { Remedy } from './remedy.ts';

const FILES = /^(?:dir|(?:lnk_|chr_|blk_|sock_|fifo_)?file)$/;

/** Whether the kernel began to ask about a class when there were policies already. */
export function isYoungClass(of: string): boolean {
	return sinceOf(of) !== undefined;
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
	const like = FILES.test(of) ? 'file' : of;
	// A policy that has no map is of before 2018, and what lacks a rule for it is mostly not that old.
	const young = permissions.find((each) => each !== 'map' && sinceOf(like, each) !== undefined);
	const since = sinceOf(like, young);
	if (since === undefined) return [];
	return [
		{
			kind: 'note',
			why: `${young ?? `The class ${of}`} came with Linux ${since}: a policy older than that (\`seinfo -x -c ${of}\` does not list it) can have no rule for it, and refuses it to all if /sys/fs/selinux/deny_unknown has 1. Where it is that, until the update: ${ALLOW_UNKNOWN}.`,
		},
	];
}
