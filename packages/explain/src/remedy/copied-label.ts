// A label that is set on a file by a program whose task is not to label.

import type { AccessRecord } from '@peercon/records';
import type { Remedy } from './remedy.ts';

/** Programs that are there to label. */
const LABELERS =
	/^(?:restorecon|setfiles|fixfiles|chcon|\(?systemd|udevd|\(?udev|rpm|dpkg|matchpathcon)/;

/** What to do where a program probably copies labels with files. */
export function copiedLabel({ class: of, permissions, details }: AccessRecord): Remedy[] {
	const isLabeling = permissions.includes('relabelto') && /file$|^dir$/.test(of);
	if (!isLabeling || LABELERS.test(details.comm ?? '')) return [];
	return [
		{
			kind: 'note',
			why: "Probably it copies labels with files (cp -a, rsync -X, tar --selinux, Python's shutil). Let it not: then a new file gets the label of its folder.",
		},
	];
}
