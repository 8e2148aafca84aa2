// A file that configuration management has a service's own program check before it takes the place of the old one.

import type { AccessRecord } from '@peercon/records';
import { isNamedAnew } from './made-anew.ts';
import type { Remedy } from './remedy.ts';

/** What those programs have for what they make in /tmp: a service without a domain, and domains of their own. */
const MAKERS = /^(?:initrc|init|puppet\w*|salt_minion|cloud_init|insights_client)_tmp_t$/;

/**
 * What to do where a service may not read such a file.
 *
 * @returns none for other records; otherwise all that there is to say before the rule, for no policy foresees what is
 *   checked where
 */
export function checkedFile(record: AccessRecord): Remedy[] {
	const { class: of, subject, object, permissions } = record;
	const isRead = permissions.every((each) => /^(?:getattr|open|read|ioctl|lock)$/.test(each));
	if (of !== 'file' || !isRead || !MAKERS.test(object.type) || !isNamedAnew(record)) return [];
	const maker = object.type.replace(/_tmp_t$/, '_t');
	if (subject.type === maker) return [];
	return [
		{
			kind: 'note',
			why: `It is a temporary file of ${maker}${maker === 'initrc_t' ? ', an init script or a service without a domain' : ''}, and no label is wrong. Probably configuration management has made it and has the service's own program check it, before it takes the place of the old one (check_cmd of Salt, validate of Ansible, validate_cmd of Puppet). Have it made where ${subject.type} may read (an option for its temporary folder, or TMPDIR=), or not checked so. The rule lets ${subject.type} read all such files.`,
		},
	];
}
