// What a record says.

import type { RecordedEvent } from './event.ts';
import type { RecordContext } from './record-context.ts';

/** An access that was denied (or, with auditallow, granted): an AVC or USER_AVC record. */
export interface AccessRecord {
	kind: 'access';
	decision: 'denied' | 'granted';
	/** As in the record's braces. */
	permissions: string[];
	/** Who wanted something: scontext, the source context. */
	subject: RecordContext;
	/** What it was wanted of: tcontext, the target context. */
	object: RecordContext;
	/** tclass. */
	class: string;
	/** Whether it was only recorded, and allowed all the same. */
	permissive: boolean;
	/** Everything else in the record by its name there: comm, saddr, dest, netif ... */
	details: Record<string, string>;
	/** What the log has of the same event, if anything. */
	event?: RecordedEvent;
	/** The number of its line, from 1. */
	line: number;
}

/** A context that the policy does not allow at all: a SELINUX_ERR record. */
export interface ErrorRecord {
	kind: 'error';
	/** The kernel function or check, such as `security_compute_sid`. */
	operation: string;
	/** Everything else in the record by its name there: invalid_context, oldcontext ... */
	details: Record<string, string>;
	/** What the log has of the same event, if anything. */
	event?: RecordedEvent;
	line: number;
}

export type SelinuxRecord = AccessRecord | ErrorRecord;

/** A line that should have been a record and is none: malformed or cut off. */
export class RecordError extends Error {
	override readonly name = 'RecordError';
	/** For `if (error.code === ...)`, as on Node's own errors. */
	readonly code = 'ERR_AUDIT_RECORD';
	/** The number of the line, from 1. */
	readonly line: number;

	/**
	 * @param line - the number of the line
	 * @param problem - what is wrong
	 * @param expected - what should be there
	 */
	constructor(line: number, problem: string, expected: string) {
		super(`${problem}, expected ${expected}`);
		this.line = line;
	}
}
