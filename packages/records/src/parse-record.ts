// One line of a log to one record.

import { readFields } from './fields.ts';
import { type AccessRecord, type ErrorRecord, RecordError, type SelinuxRecord } from './record.ts';
import { isContext, type RecordContext, splitContext } from './record-context.ts';

/** How a record begins: with its decision, or cut off before that. AppArmor has type 1400, too. */
const ACCESS = /\bavc: +(?:denied|granted)\b|\btype=(?:USER_)?AVC\b/;
const ACCESS_NUMBER = /\btype=1400\b/;
const APPARMOR = /\bapparmor=/;
/** The same types say that a policy was loaded or the mode changed. */
const NOTICE = /\bavc: +(?:received|op=|netlink|could not)/;
const ERROR = /\btype=(?:SELINUX_ERR|1401)\b|\bop=security_\w+ /;

/**
 * Reads one line of a log: audit.log, the kernel's log, a journal, or what ausearch(8) prints.
 *
 * @param text - the line, with whatever stands before the record
 * @param line - its number, for the record and the error
 * @returns the record, or undefined if the line is about something else
 * @throws RecordError if the line begins a record and does not complete it
 * @see avc_audit_pre_callback and avc_audit_post_callback in security/selinux/avc.c
 */
export function parseRecord(text: string, line = 1): SelinuxRecord | undefined {
	const record = withoutNames(text);
	if (ERROR.test(record)) return readError(record, line);
	if (isAccess(record) && !NOTICE.test(record)) return readAccess(record, line);
	return undefined;
}

function isAccess(text: string): boolean {
	return ACCESS.test(text) || (ACCESS_NUMBER.test(text) && !APPARMOR.test(text));
}

/** A class has no more: an access vector is a u32 (avc_audit_pre_callback in security/selinux/avc.c). */
const MOST_PERMISSIONS = 32;

function readAccess(text: string, line: number): AccessRecord {
	const found = /avc: +(denied|granted) +\{([^{}]*)\}(?: for\b)?(.*)/s.exec(text);
	if (!found?.[2]?.trim()) {
		throw new RecordError(line, 'no decision', "'avc:  denied  { PERMISSIONS } for ...'");
	}
	const [, decision = '', words = '', rest = ''] = found;
	const permissions = words.trim().split(/\s+/);
	if (permissions.length > MOST_PERMISSIONS) {
		const expected = `${MOST_PERMISSIONS} at most, the bits of an access vector`;
		throw new RecordError(line, `${permissions.length} permissions`, expected);
	}
	const fields = readFields(withoutEnvelope(rest), isInterpreted(text));
	const { scontext, tcontext, tclass, permissive, ...details } = fields;
	return {
		kind: 'access',
		decision: decision === 'granted' ? 'granted' : 'denied',
		permissions,
		subject: context('scontext', scontext, line),
		object: context('tcontext', tcontext, line),
		class: present('tclass', tclass?.split(' ')[0], line),
		permissive: permissive === '1',
		details,
		line,
	};
}

function readError(text: string, line: number): ErrorRecord {
	const fields = readFields(text.slice(Math.max(0, text.indexOf('op='))), isInterpreted(text));
	const { op, ...details } = fields;
	return { kind: 'error', operation: present('op', op, line), details, line };
}

/** With log_format = ENRICHED, auditd.conf(5), the names of users follow behind a separator. */
function withoutNames(text: string): string {
	return text.split('\u001d', 1)[0] ?? text;
}

/** A USER_AVC record stands in `msg='...'`, with more about the program behind it. */
function withoutEnvelope(text: string): string {
	return text.replace(/'\s*$/, '').trim();
}

/** `ausearch -i` writes a date where the log has seconds, and decodes what was in hexadecimal. */
function isInterpreted(text: string): boolean {
	return /\baudit\((?!\d+\.\d+:\d+\))/.test(text);
}

function present(name: string, value: string | undefined, line: number): string {
	if (value) return value;
	const expected = name === 'op' ? 'op=' : 'scontext=, tcontext= and tclass=';
	throw new RecordError(line, `${name}= is missing: the record is cut off`, expected);
}

function context(name: string, value: string | undefined, line: number): RecordContext {
	const found = splitContext(present(name, value, line));
	if (isContext(found)) return found;
	throw new RecordError(line, `${name}=${value} is no context`, 'user:role:type:level');
}
