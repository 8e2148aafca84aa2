// A whole log to its records, each denial once.

import { parseRecord, RecordError, type SelinuxRecord } from './record.ts';

/** A log's records, and its lines that should have been some. */
export interface Log {
	records: SelinuxRecord[];
	problems: RecordError[];
}

/**
 * Finds the records in a log. A malformed one does not keep the rest from being read.
 *
 * @param text - the log
 * @returns the records and the problems, both in the log's order
 */
export function readRecords(text: string): Log {
	const log: Log = { records: [], problems: [] };
	for (const [index, line] of text.split(/\r?\n/).entries()) {
		try {
			const record = parseRecord(line, index + 1);
			if (record) log.records.push(record);
		} catch (error) {
			if (!(error instanceof RecordError)) throw error;
			log.problems.push(error);
		}
	}
	return log;
}

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
	const { decision, permissions, source, target, class: tclass, permissive, details } = record;
	const port = permissions.includes('name_bind') ? details.src : namedPort(record);
	return [decision, permissions, source, target, tclass, permissive, details.netif, port];
}

function namedPort({ permissions, details }: { permissions: string[]; details: object }) {
	return permissions.includes('name_connect') ? (details as { dest?: string }).dest : undefined;
}
