// Accesses beyond what bounds a type: an allow rule has them, and the bounding type has no such rule.

import type { AccessRecord, SelinuxRecord } from '@peercon/records';
import type { Remedy } from '../remedy/remedy.ts';

/** Why it is refused. */
export const BEYOND_BOUNDS =
	'A rule allows it, but a bounded type has no permission that the type which bounds it lacks.';

/** What to do about it; another rule for the bounded type changes nothing. */
export const ASK_BOUNDS: Remedy = {
	kind: 'command',
	why: "Where a distribution has bound the one type by the other, the packages that bring their policies do not fit each other, as after half an update: update them all, or install them anew. Of modules of one's own: allow the same to the bounding type (typebounds), or do without. This shows which type bounds which:",
	text: 'seinfo --typebounds',
};

/** Each record is compared with them all. */
const MOST = 100;

/**
 * Finds what the kernel has said to be beyond bounds, in records of its own beside those of the refusals.
 *
 * @param records - a log's
 * @returns the accesses, by {@link isBeyondBounds}
 * @see security_dump_masked_av in security/selinux/ss/services.c
 */
export function accessesBeyondBounds(records: SelinuxRecord[]): string[] {
	return records
		.flatMap((record) => {
			if (record.kind !== 'error' || record.details.reason !== 'bounds') return [];
			const { scontext = '', tcontext = '', tclass = '', perms = '' } = record.details;
			return perms.split(',').map((permission) => key(scontext, tcontext, tclass, permission));
		})
		.slice(0, MOST);
}

/** Whether a record is of such an access. */
export function isBeyondBounds(record: AccessRecord, accesses: string[]): boolean {
	const { subject, object, class: of, permissions } = record;
	return permissions.every((each) => accesses.includes(key(subject.text, object.text, of, each)));
}

function key(subject: string, object: string, of: string, permission: string): string {
	return [subject, object, of, permission].join(' ');
}
