// Each kind of record once.

import type { SelinuxRecord } from '@peercon/records';
import { checksOf } from './check/check.ts';

/** A record, and how many times the log has the same. */
export interface Counted {
	record: SelinuxRecord;
	count: number;
}

/**
 * Counts records that differ only in what makes no difference to policy: process, time, file name,
 * and the port that the kernel chose.
 *
 * @param records - records in the log's order
 * @returns the first of each kind, in that order
 */
export function countSame(records: SelinuxRecord[]): Counted[] {
	const seen = new Map<string, Counted>();
	for (const record of records) {
		const key = JSON.stringify(identity(record));
		const counted = seen.get(key);
		if (counted) counted.count += 1;
		else seen.set(key, { record, count: 1 });
	}
	return [...seen.values()];
}

function identity(record: SelinuxRecord): unknown[] {
	if (record.kind === 'error') {
		const { pid: _pid, comm: _comm, ...details } = record.details;
		return [record.operation, details];
	}
	const { decision, permissions, subject, object, class: tclass, permissive, details } = record;
	const port = checksOf(record).find((check) => check.object === 'port')?.field ?? '';
	const contexts = [subject.text, object.text];
	return [decision, permissions, contexts, tclass, permissive, details.netif, details[port]];
}
