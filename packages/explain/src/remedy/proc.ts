// Programs that look through /proc: what is there has the label of its process, and they meet them all.

import type { AccessRecord } from '@peercon/records';
import { isLookAtProcess } from '../check/situation.ts';
import { isContainer } from './container-domain.ts';
import { AS_SPC, lookAtHost } from './container-host.ts';
import { isProcessOfContainer } from './container-process.ts';
import type { Remedy } from './remedy.ts';
import { HIDE_IN_CONTAINERS, hushed } from './rule.ts';

/** What to do about that: mostly nothing. */
export function lookAtProcess(record: AccessRecord): Remedy[] {
	if (!isLookAtProcess(record) || lookAtHost(record).length > 0) return [];
	if (isProcessOfContainer(record)) return [];
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

/** What a container is to do that looks at what the kernel shows of the host in /proc. */
export function lookAtKernel(record: AccessRecord): Remedy[] {
	const { subject, object, class: of, permissions, details } = record;
	const isLook = permissions.every((each) =>
		/^(?:getattr|open|read|search|ioctl|lock)$/.test(each),
	);
	if (!isContainer(subject.type) || subject.type === 'spc_t' || details.dev !== 'proc') return [];
	if (!isLook || object.role !== 'object_r' || !/^(?:file|dir)$/.test(of)) return [];
	return [
		{
			kind: 'note',
			why: `The kernel shows this of the whole host. A program that walks through /proc, as for monitoring, mostly goes on without: then it is harmless. What must see it is to run as ${AS_SPC}; no label of a volume (:Z) reaches /proc.`,
		},
		hushed(record, HIDE_IN_CONTAINERS),
	];
}
