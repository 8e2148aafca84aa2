import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AccessRecord, readRecords, type SelinuxRecord } from '../src/index.ts';

/** The logs of records that the lab's guests have made. */
export const LOGS = [
	'networking.log',
	'programs.log',
	'mls.log',
	'ipsec.log',
	'audit.log',
	'docs.log',
];

/** Where a log of records is. */
export function pathOf(name: string): string {
	return join(import.meta.dirname, 'logs', name);
}

/** A log of records that the lab's guests have made. */
export function textOf(name: string): string {
	return readFileSync(pathOf(name), 'utf8');
}

/** Its records. All of it must be readable. */
export function recordsOf(name: string): SelinuxRecord[] {
	const { records, problems } = readRecords(textOf(name));
	if (problems.length > 0) throw problems[0];
	return records;
}

/** A real record by its class, its permission and a part of its contexts. */
export function recorded(check: string, part = ''): AccessRecord {
	const record = LOGS.flatMap(recordsOf).find(
		(one) =>
			one.kind === 'access' &&
			`${one.class} ${one.permissions.join(' ')}` === check &&
			`${one.subject.text} ${one.object.text}`.includes(part),
	);
	if (record?.kind !== 'access') throw new Error(`no record of ${check}, ${part}`);
	return record;
}
