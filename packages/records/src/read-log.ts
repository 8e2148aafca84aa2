// A whole log to its records.

import { parseRecord } from './parse-record.ts';
import { RecordError, type SelinuxRecord } from './record.ts';

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
