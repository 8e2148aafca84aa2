// Programs that look through /proc: what is there has the label of its process, and they meet them all.

import type { AccessRecord } from '@peercon/records';
import { isLookAtProcess } from '../check/situation.ts';
import type { Remedy } from './remedy.ts';
import { hushed } from './rule.ts';

/** What to do about that: mostly nothing. */
export function lookAtProcess(record: AccessRecord): Remedy[] {
	if (!isLookAtProcess(record)) return [];
	return [
		{
			kind: 'note',
			why: `Probably it looks through /proc, as ps, pidof, pgrep, killall, lsof and top do, and so meets the processes of every domain, not of ${record.object.type} alone. Mostly that is harmless: it does not see them.`,
		},
		hushed(
			record,
			record.subject.user === 'u'
				? 'This hides the record and allows nothing:'
				: `This hides the record and allows nothing (for all domains: domain_dontaudit_read_all_domains_state(${record.subject.type})):`,
		),
	];
}
