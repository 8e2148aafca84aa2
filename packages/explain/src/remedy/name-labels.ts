// Files whose names tell what label they are to have, whatever they have.

import type { AccessRecord } from '@peercon/records';
import { isContainer } from './container-domain.ts';
import { labelLastingly } from './path.ts';
import type { Remedy } from './remedy.ts';

/** What to do where such a file has another label. */
export function labelByName(record: AccessRecord): Remedy[] {
	return record.subject.user === 'u' ? installedPackage(record) : resolver(record);
}

function nameOf({ details }: AccessRecord): string {
	return (details.path ?? details.name ?? '').split('/').pop() ?? '';
}

/** What tells a host its name servers: everything that looks up a name reads it (sysnet_read_config). */
function resolver(record: AccessRecord): Remedy[] {
	const { subject, object, class: of } = record;
	if (of !== 'file' || !/(?:^|[-.])resolv\.conf$/.test(nameOf(record))) return [];
	if (!/_(?:var_run|runtime|run)_t$|^(?:var_run|run)_t$/.test(object.type)) return [];
	if (isContainer(subject.type)) return [];
	return [
		{
			kind: 'command',
			why: `A file with the name servers is net_conf_t, which everything that looks up names may read; this one has what ${object.type} is for, and every resolver would take a rule. Update selinux-policy; until it knows the file, tell it (whoever writes the file anew may give it the old label again: then the rule below):`,
			text: labelLastingly(record, 'net_conf_t'),
		},
	];
}

/** Data that modules of Magisk, adb or another app have put in the place of an app's program. */
function installedPackage(record: AccessRecord): Remedy[] {
	const { object, class: of } = record;
	if (of !== 'file' || !/\.(?:apk|odex|vdex|art|oat)$/.test(nameOf(record))) return [];
	if (
		/^(?:apk|apk_tmp|dalvikcache|vendor_app|system|vendor|staging|oem)_?\w*file$/.test(object.type)
	)
		return [];
	return [
		{
			kind: 'command',
			why: `${object.type} is the wrong label for it: a package that is installed is apk_data_file, and this one was put there by other means (adb, a Magisk module, a mount over the app). Give it that before it is mounted or used, at each boot (post-fs-data.sh), FILE being its path:`,
			text: 'chcon u:object_r:apk_data_file:s0 FILE',
		},
	];
}
