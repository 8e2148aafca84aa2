// The type that audit2allow(1) names in place of an object's: `Change the label to ...`. Of what is only being
// made the label is the folder's, and so that is what is to be labeled.

import type { AccessRecord } from '@peercon/records';
import { BY_SYSTEMD, isMadeInRun } from './made-anew.ts';
import { howToFind, isNotThereYet, labelLastingly, restorecon } from './path.ts';
import type { Remedy } from './remedy.ts';

/** What gives an object, or its folder, that type: by the policy's own label for the path, or by a new one. */
export function labelInstead(record: AccessRecord, type: string): Remedy[] {
	const it = isNotThereYet(record) ? 'its folder, FOLDER,' : 'it';
	return [
		{
			kind: 'command',
			why: `audit2allow names the type that this domain may write: ${type}, in place of ${record.object.type}. Probably ${it} was made by hand or by a script, or moved there. Give ${isNotThereYet(record) ? 'that' : 'it'} the label that the policy has for its path${howToFind(record)}:`,
			text: restorecon(record),
		},
		{
			kind: 'command',
			why: `If that is not ${type}, and the ${record.class === 'dir' || isNotThereYet(record) ? 'folder' : 'file'} is for this domain, tell the policy so:`,
			text: labelLastingly(record, type),
		},
		...(isMadeInRun(record) ? [BY_SYSTEMD] : []),
	];
}
