// Systems of an image (composefs, ostree), whose files lie in a store under names that are made of what they hold.

import type { AccessRecord } from '@peercon/records';
import { GAP } from './policy-gap.ts';
import type { Remedy } from './remedy.ts';
import { rule } from './rule.ts';

/** `/e7/b21bc6ba...`: a digest of SHA-256, or of SHA-512, parted behind its first byte. */
const OBJECT = /\/[\da-f]{2}\/(?:[\da-f]{62}|[\da-f]{126})(?:\.file)?$/;

/** Whether a record is of a file in such a store, to which a file of the image leads. */
function isOfObjectStore({ class: of, details: { path = '' } }: AccessRecord): boolean {
	return of === 'file' && OBJECT.test(path);
}

/**
 * Whether what updates the system meets it, with the label that the file is to have in the new image.
 *
 * @see install_t in install.te of Fedora's policy, the domain of bootc and rpm-ostree
 */
function isBuilding({ subject, object }: AccessRecord): boolean {
	return subject.type === 'install_t' && !/^(?:unlabeled|default|var|var_lib)_t$/.test(object.type);
}

const OF_BUILDER: Remedy = {
	kind: 'note',
	why: `It is an object in the store of an image system (ostree), and the label is probably the one that this file has in the image: install_t, in which bootc and rpm-ostree update the system, is to handle files of every type. ${GAP}, which has a newer type than install_t knows: update selinux-policy, and where the newest lacks it, too, report it there. Where this is what keeps the update out: semanage permissive -a install_t for that once, and -d after it, or the rule (mostly with { read open }, too).`,
};

/** What to do where such a file may not be used; none for other records. */
export function inObjectStore(record: AccessRecord): Remedy[] {
	if (!isOfObjectStore(record) || record.subject.user === 'u') return [];
	if (isBuilding(record)) return [OF_BUILDER, rule(record)];
	return [
		{
			kind: 'note',
			why: `By its name it is probably an object in the store of an image system (composefs, ostree), behind a file of the image: it is not the name that the program has opened, and no path labels it. ${record.object.type} is then probably the label that the store was made with, and each domain that reads such files meets it, so no rule for this one. Update what makes and mounts the image (bootc, composefs, ostree, its initramfs), which is to label the store; restorecon by the file's own path does not reach it.`,
		},
		rule(record),
	];
}
