// Systems of an image (composefs, ostree), whose files lie in a store under names that are made of what they hold.

import type { AccessRecord } from '@peercon/records';
import type { Remedy } from './remedy.ts';
import { rule } from './rule.ts';

/** `/e7/b21bc6ba...`: a digest of SHA-256, or of SHA-512, parted behind its first byte. */
const OBJECT = /\/[\da-f]{2}\/(?:[\da-f]{62}|[\da-f]{126})(?:\.file)?$/;

/** Whether a record is of a file in such a store, to which a file of the image leads. */
function isOfObjectStore({ class: of, details: { path = '' } }: AccessRecord): boolean {
	return of === 'file' && OBJECT.test(path);
}

/** What to do where such a file may not be used; none for other records. */
export function inObjectStore(record: AccessRecord): Remedy[] {
	if (!isOfObjectStore(record) || record.subject.user === 'u') return [];
	return [
		{
			kind: 'note',
			why: `By its name it is probably an object in the store of an image system (composefs, ostree), behind a file of the image: it is not the name that the program has opened, and no path labels it. ${record.object.type} is then probably the label that the store was made with, and each domain that reads such files meets it, so no rule for this one. Update what makes and mounts the image (bootc, composefs, ostree, its initramfs), which is to label the store; restorecon by the file's own path does not reach it.`,
		},
		rule(record),
	];
}
