// A symbolic link where the policy expects a folder, as of /var/lib/NAME that was moved to another disk.

import type { AccessRecord } from '@peercon/records';
import { pathOf } from './path.ts';
import type { Remedy } from './remedy.ts';

/** Folders that packages make, and that somebody moves where there is more room. */
const FOLDERS = /^\/var\/(?:lib|log|spool|cache|www)\/[^/]+$|^\/(?:home|srv|var\/www)$/;
/** What the places themselves have: then the link has no type of the service's, and the label is the question. */
const OF_PLACES = /^(?:var(?:_lib|_log|_spool)?|home_root|default|mnt|unlabeled)_t$/;

/** What to do where such a link may not be followed; none for other records. */
export function linkForFolder(record: AccessRecord): Remedy[] {
	const { class: of, object, permissions } = record;
	const path = pathOf(record)?.replace(/\/$/, '') ?? '';
	if (of !== 'lnk_file' || !FOLDERS.test(path) || OF_PLACES.test(object.type)) return [];
	if (!permissions.every((each) => /^(?:getattr|read)$/.test(each))) return [];
	return [
		{
			kind: 'note',
			why: `Packages mostly have a folder there, and here it is a symbolic link: somebody has probably moved the folder. ${object.type} is probably right for it, but rules for such a type are mostly of folders and files alone. Let it be a folder again, on which the one that the link leads to is mounted (bind, in fstab(5)), with the same labels in it; or take the rule, with getattr and read.`,
		},
	];
}
