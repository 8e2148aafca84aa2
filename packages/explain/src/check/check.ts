// What is known of a check that the kernel makes.

import type { AccessRecord } from '@peercon/records';
import { CHECKS } from './checks.ts';

/** A row of the table: a check, or several that are alike. */
export interface Check {
	/** The class, or several: `*` stands for any letters, as in `*_socket`. */
	class: string;
	/** The permission, or several, likewise. */
	permission: string;
	/** What was asked for in its place in 2004, in the words of an allow rule. */
	was?: string;
	/** The function in the kernel's security/selinux that asks. */
	asks?: string;
	/** Whose context scontext is: not always that of a process. */
	subject: Party;
	/** Whose context tcontext is. */
	object: Party;
	/** The field of a record that names the object: a port, an address, a file. */
	field?: string;
	/** When the kernel asks, where that is not always. */
	when?: Condition;
	/** What the program sees of a refusal, where that is known. */
	symptom?: string;
	/** What became of it, for a permission that only old kernels ask for. */
	became?: string;
	/** What may or may not be done, in words that sentence.ts fills in. */
	sentence?: string;
}

/** Who takes part in a check. */
export type Party =
	| 'process'
	| 'socket'
	| 'receiver'
	| 'peer'
	| 'first peer'
	| 'next peer'
	| 'interface'
	| 'node'
	| 'port'
	| 'packet'
	| 'association'
	| 'policy entry'
	| 'opener'
	| 'program'
	| 'new context'
	| 'file'
	| 'file system'
	| 'message'
	| 'message queue'
	| 'context'
	| 'subject'
	| 'object';

/** When the kernel asks. */
export interface Condition {
	/** For a table. */
	brief: string;
	/** By itself. */
	sentence: string;
}

/**
 * Looks up what is known of a record's checks.
 *
 * @returns the rows, one for each permission of the record
 */
export function checksOf({ class: objectClass, permissions }: AccessRecord): Check[] {
	return permissions.map((permission) => checkOf(objectClass, permission));
}

/** Parties that are a process, or what it has opened. */
const OF_PROCESS: readonly Party[] = ['process', 'socket', 'receiver', 'new context', 'subject'];

/** Whether scontext is that of a process: it may be the label of a file, of a packet, of a message. */
export function isSubjectProcess(record: AccessRecord): boolean {
	return checksOf(record).every(({ subject }) => OF_PROCESS.includes(subject));
}

/** Whether it is asked whether files with a label may be in a file system at all. */
export function isAssociation(record: AccessRecord): boolean {
	return checksOf(record).some(({ object }) => object === 'file system');
}

/** The first row that fits. The last row of the table fits everything. */
function checkOf(objectClass: string, permission: string): Check {
	const found = PATTERNS.find(
		({ classes, permissions }) => classes.test(objectClass) && permissions.test(permission),
	);
	return (found as (typeof PATTERNS)[number]).check;
}

const PATTERNS = CHECKS.map((check) => ({
	check,
	classes: pattern(check.class),
	permissions: pattern(check.permission),
}));

function pattern(names: string): RegExp {
	return new RegExp(`^(?:${names.replaceAll(' ', '|').replaceAll('*', '.*')})$`, 's');
}
