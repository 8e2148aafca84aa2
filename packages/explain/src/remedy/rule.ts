// Rules of a policy that have what a record has, and no more.

import type { AccessRecord } from '@peercon/records';
import { command } from '../names.ts';
import type { Remedy } from './remedy.ts';

/** The rule with the record's own types, class and permissions, and no more. */
export function rule(
	record: AccessRecord,
	why = 'This rule, and no more, if policy should let it through:',
): Remedy {
	return { kind: 'rule', why, text: `allow ${accessOf(record)};` };
}

/** When to hush what may be needed. */
export const HIDE = 'If the program works without, this hides the record and allows nothing:';

/** The same where the rule is one for all containers. */
export const HIDE_IN_CONTAINERS =
	'This hides the record and allows nothing, for every container of this type:';

/** The rule that has the like of a record refused without one. */
export function hushed(record: AccessRecord, why: string): Remedy {
	return { kind: 'rule', why, text: `dontaudit ${accessOf(record)};` };
}

/** The rule for one number of ioctl(2), where a policy has numbers for the class. */
export function ioctlRule(record: AccessRecord, number: string, why: string): Remedy {
	return { kind: 'rule', why, text: `allowxperm ${partiesOf(record)} ioctl ${number};` };
}

/** What finds the rules that a policy has for it, with a boolean in brackets where one switches them. */
export function rulesInPolicy({ subject, object, class: of, permissions }: AccessRecord): string {
	const types = ['-s', subject.type, '-t', object.type];
	return command('sesearch', '-A', ...types, '-c', of, '-p', permissions.join(','));
}

/** Permissions as a rule has them. */
export function inBraces(permissions: string[]): string {
	return permissions.length === 1 ? `${permissions[0]}` : `{ ${permissions.join(' ')} }`;
}

function accessOf(record: AccessRecord): string {
	return `${partiesOf(record)} ${inBraces(record.permissions)}`;
}

function partiesOf({ subject, object, class: objectClass }: AccessRecord): string {
	const what = subject.type === object.type ? 'self' : object.type;
	return `${subject.type} ${what}:${objectClass}`;
}
