// access(2): a program asks what it might do, and does nothing yet.

import type { AccessRecord } from '@peercon/records';
import { ownType } from './own-type.ts';
import { updatedOrHushed } from './policy-gap.ts';
import type { Remedy } from './remedy.ts';

/** What to know of such a question, and how to hide it; none for other records. */
export function onlyAsked(record: AccessRecord): Remedy[] {
	return isOnlyAsked(record) ? [ONLY_ASKED, updatedOrHushed(ofAccess(record))] : [];
}

/**
 * Whether it was asked by access(2) what the program might do, and nothing was done. Where its policy has a type for
 * what it keeps, as a web server's, it asks for what it is to have.
 */
function isOnlyAsked(record: AccessRecord): boolean {
	const { class: of, event, permissions, details } = record;
	if (ownType(record) !== undefined) return false;
	// systemd asks before it starts a unit's program, and does not where it may not (find_executable_full).
	if (permissions.includes('execute') && /^\(.*\)?$/.test(details.comm ?? '')) return false;
	// A link is read on the way to what is asked about.
	const isOfFile = /^(?:dir|file|(?:sock|fifo|chr|blk)_file)$/.test(of);
	const isMode = permissions.every((each) => /^(?:read|write|execute)$/.test(each));
	return isOfFile && isMode && /^f?access(?:at2?)?$/.test(event?.syscall ?? '');
}

const ONLY_ASKED: Remedy = {
	kind: 'note',
	why: 'It only asked whether it might (access(2)), and nothing was read, written or run. Mostly a program then goes on another way, or says what it misses: if nothing fails, no label is wrong and no rule is needed.',
};

/**
 * What has the kernel keep no record of access(2): a permission of its own, which nothing is refused by.
 *
 * @see selinux_inode_permission in security/selinux/hooks.c (MAY_ACCESS, FILE__AUDIT_ACCESS)
 */
function ofAccess(record: AccessRecord): AccessRecord {
	return { ...record, permissions: ['audit_access'] };
}
