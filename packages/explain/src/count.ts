// Each kind of record once.

import { shellWord } from '@peercon/context/foreign-text';
import type { KernelMessage, SelinuxRecord } from '@peercon/records';
import { checksOf } from './check/check.ts';
import type { Explanation } from './explain.ts';

/** A record, and how many times the log has the like. */
export interface Counted {
	record: SelinuxRecord | KernelMessage;
	count: number;
	/** The names of the other files, where the records that are counted as one are of several. */
	others?: string[];
	/** Whether a policy's tools were asked, whatever they answered. */
	asked?: boolean;
}

/** A record with its explanation. */
export interface Explained extends Counted {
	explanation: Explanation;
}

/**
 * Counts records that have the same answer: they differ only in process, time, file name, and the port
 * that the kernel chose. The same program may be refused two addresses: each has an answer of its own.
 *
 * @param explained - records in the log's order
 * @returns the first of each kind, in that order
 */
export function countSame(explained: Explained[]): Explained[] {
	const seen = new Map<string, Explained>();
	for (const each of explained) {
		const key = JSON.stringify([identityOf(each.record), answerOf(each.explanation)]);
		const counted = seen.get(key);
		if (counted) addTo(counted, each);
		else seen.set(key, { ...each });
	}
	return [...seen.values()];
}

/** So many names are told; of the rest it is enough that there are more. */
const MOST_OTHERS = 3;

/** Counts one more; a file of another name is no repetition of the first. */
function addTo(counted: Explained, { record }: Explained): void {
	counted.count += 1;
	const name = fileOf(record);
	const others = counted.others ?? [];
	if (name === undefined || name === fileOf(counted.record) || others.includes(name)) return;
	// One more than is told shows that there are more.
	if (others.length <= MOST_OTHERS) counted.others = [...others, name];
}

/** What a count says: how often, or of which files else. */
export function timesOf({ count, others = [] }: Counted): string {
	if (count === 1) return '';
	if (others.length === 0) return ` (recorded ${count} times)`;
	const named = others.slice(0, MOST_OTHERS).map(shellWord).join(', ');
	const more = others.length > MOST_OTHERS ? ' and more' : '';
	return ` (${count} records, also of ${named}${more})`;
}

function fileOf(record: Counted['record']): string | undefined {
	return record.kind === 'access' ? (record.details.path ?? record.details.name) : undefined;
}

function answerOf({ layer, reason, remedies }: Explanation): unknown[] {
	return [layer, reason, remedies];
}

function identityOf(record: Counted['record']): unknown[] {
	if (record.kind === 'message') return [record.about, record.details];
	if (record.kind === 'error') {
		const { pid: _pid, comm: _comm, ...details } = record.details;
		return [record.operation, details];
	}
	const { decision, permissions, subject, object, class: of, permissive, details } = record;
	const { netif, saddr, daddr } = details;
	const port = checksOf(record).find((check) => check.object === 'port')?.field ?? '';
	const where = [netif, saddr, daddr, details[port]];
	return [decision, permissions, subject.text, object.text, of, permissive, where];
}
