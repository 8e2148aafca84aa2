// Whether files in many places have lost their labels: then no single path is what is wrong.

import type { AccessRecord, SelinuxRecord } from '@peercon/records';
import { isPolicyName } from '../names.ts';
import { isContainer } from '../remedy/container-domain.ts';
import { PEOPLE } from './domains.ts';
import { isOfFile } from './unlabeled.ts';

/** Two may share a folder, as a web server and its interpreter do; three services with a file each hardly do. */
const MANY = 3;

/**
 * The domains of a log's services that met files without labels, where both are many.
 *
 * @param records - the log's
 * @returns their types, in the log's order; none where fewer than three met one, or fewer than three files were met
 */
export function domainsWithoutLabels(records: SelinuxRecord[]): string[] {
	const met = records
		.filter((record): record is AccessRecord => record.kind === 'access')
		.filter((record) => record.decision === 'denied' && isFileWithoutLabel(record))
		.filter(
			({ subject: { type } }) => isPolicyName(type) && !isContainer(type) && !PEOPLE.test(type),
		);
	const domains = new Set(met.map(({ subject }) => subject.type));
	const files = new Set(met.map(({ details: { path, name, ino } }) => path ?? name ?? ino));
	return domains.size < MANY || files.size < MANY ? [] : [...domains];
}

/** A label that the policy does not know (trawcon=) is another matter: a module is missing. */
export function isFileWithoutLabel(record: AccessRecord): boolean {
	return (
		isOfFile(record) && record.object.type === 'unlabeled_t' && record.details.trawcon === undefined
	);
}
