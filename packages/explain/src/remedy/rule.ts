// Rules of a policy that have what a record has, and no more.

import type { AccessRecord } from '@peercon/records';
import type { Remedy } from './remedy.ts';

/** The rule with the record's own types, class and permissions, and no more. */
export function rule(
	record: AccessRecord,
	why = 'This rule, and no more, if policy should let it through:',
): Remedy {
	return { kind: 'rule', why, text: `allow ${accessOf(record)};` };
}

/** The rule that has the like of a record refused without one. */
export function hushed(record: AccessRecord, why: string): Remedy {
	return { kind: 'rule', why, text: `dontaudit ${accessOf(record)};` };
}

function accessOf({ subject, object, class: objectClass, permissions }: AccessRecord): string {
	const what = subject.type === object.type ? 'self' : object.type;
	const names = permissions.length === 1 ? permissions[0] : `{ ${permissions.join(' ')} }`;
	return `${subject.type} ${what}:${objectClass} ${names}`;
}
