// One line of a log to one record.

import { readFields } from './fields.ts';
import { likelyClass } from './likely-class.ts';
import { type AccessRecord, type ErrorRecord, RecordError, type SelinuxRecord } from './record.ts';
import { contextAlone, isContext, type RecordContext, splitContext } from './record-context.ts';
import { isCut, isInterpreted } from './record-texts.ts';

/** How a record begins: with its decision, or cut off before that. AppArmor's and Smack's have the type, too. */
const ACCESS = /\bavc:\s+(?:denied|granted)\b|\btype=(?:USER_)?AVC\b/;
const ACCESS_NUMBER = /\btype=(?:1400|1107)\b/;
const OF_OTHERS = /\b(?:apparmor=|lsm=SMACK)/;
/** The same types say that a policy was loaded or the mode changed. */
const NOTICE = /\bavc:\s+(?:received|op=|netlink|could not)/;
const ERROR = /\bSELINUX_ERR\b|\btype=1401\b|\bop=security_\w+ /;
/**
 * How older kernels write the same, without `op=`: those before 2015.
 *
 * @see compute_sid_handle_invalid_context, security_validtrans_handle_fail, security_bounded_transition and
 *   security_sid_mls_copy in security/selinux/ss/services.c of such a kernel
 */
const OLDER_ERROR =
	/\b(security_(?:compute_sid|validate_transition|bounded_transition|sid_mls_copy)):\s+(?:denied for\b|invalid context\s+(\S+)(?:\s+for\b)?)(.*)/s;

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
	if (ERROR.test(record) || (OLDER_ERROR.test(record) && !isAccess(record)))
		return readError(record, line);
	if (isAccess(record) && !NOTICE.test(record)) return readAccess(record, line);
	return undefined;
}

function isAccess(text: string): boolean {
	if (/\bavc:/.test(text)) return true;
	return (ACCESS.test(text) || ACCESS_NUMBER.test(text)) && !OF_OTHERS.test(text);
}

/** A class has no more: an access vector is a u32 (avc_audit_pre_callback in security/selinux/avc.c). */
const MOST_PERMISSIONS = 32;

function readAccess(text: string, line: number): AccessRecord {
	const found = /avc:\s+(denied|granted)\s+\{([^{}]*)\}(?:\s+for\b)?(.*)/s.exec(text);
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
	const cut = whyCutOff(text, fields);
	const isWithoutClass = tclass === undefined && cut.isProbable === true && isShortened(fields);
	const likely = isWithoutClass ? likelyClass(permissions, details) : undefined;
	return {
		kind: 'access',
		decision: decision === 'granted' ? 'granted' : 'denied',
		permissions,
		subject: context('scontext', scontext, line, cut),
		object: context('tcontext', tcontext, line, cut),
		// Prose may follow, or the quote of a paste.
		class:
			onlyClassOf(permissions) ?? likely ?? classOf(tclass, line, isWithoutClass ? LEFT_OUT : cut),
		permissive: /^1\b/.test(permissive ?? ''),
		details: likely === undefined ? details : { ...details, likely },
		line,
	};
}

/**
 * Whether the object's context is whole, so that what is missing is the class alone: a type ends in `_t` where
 * people have types that do, and what has a level has its type.
 */
function isShortened({ tcontext = '' }: Record<string, string>): boolean {
	return /^[^:\s]+:[^:\s]+:(?:[\w.-]+_t|[\w.-]+:s\d)/.test(tcontext);
}

/** A program that asks itself forgets the names when another policy is loaded (selinux_set_mapping(3)). */
const FORGOTTEN: Cut = {
	problem:
		'the program that asked no longer knew its name, for another policy was loaded meanwhile',
	expected: 'a record made after that program was started again',
};

/** Permissions of one class alone: they tell it where a line is cut off before. */
function onlyClassOf(permissions: string[]): string | undefined {
	return permissions.every((each) => /^(?:nnp|nosuid)_transition$/.test(each))
		? 'process2'
		: undefined;
}

function classOf(tclass: string | undefined, line: number, cut: Cut): string {
	if (tclass?.startsWith('(null)')) return present('tclass', undefined, line, FORGOTTEN);
	const isWhole = cut !== CUT_BY_PAGER || !/^\w*[>….]/.test(tclass ?? '');
	return present('tclass', isWhole ? /^\w+/.exec(tclass ?? '')?.[0] : undefined, line, cut);
}

function readError(text: string, line: number): ErrorRecord {
	const older = /\bop=/.test(text) ? undefined : OLDER_ERROR.exec(text);
	if (older) return olderError(older, line);
	const fields = readFields(text.slice(Math.max(0, text.indexOf('op='))), isInterpreted(text));
	const { op, ...details } = fields;
	const cut = { ...(hasEnded(text) ? CUT_OFF : OTHER_WORDS), expected: 'op=' };
	return { kind: 'error', operation: present('op', op, line, cut), details, line };
}

function olderError(
	[, operation = '', invalid, rest = '']: RegExpExecArray,
	line: number,
): ErrorRecord {
	const fields = readFields(rest, false);
	const mended = Object.entries(fields).map(([name, value]) => [name, withLevelApart(value)]);
	const details: Record<string, string> = Object.fromEntries(mended);
	return {
		kind: 'error',
		operation,
		details: { ...(invalid !== undefined && { invalid_context: invalid }), ...details },
		line,
	};
}

/** A type has no `=`: whoever has typed a context has missed the colon. */
function withLevelApart(value: string): string {
	return value.replace(/(?<=_t)=(?=s\d)/, ':');
}

/** Whether nothing stands behind the head of a record. */
function hasEnded(text: string): boolean {
	return /(?:SELINUX_ERR|1401|\baudit\([^()]{0,64}\)(?:\s*:)?)$/.test(text.trimEnd());
}

/** The group separator (0x1d, octal 35), also as programs and rsyslogd(8) show it. */
const SEPARATOR =
	// biome-ignore lint/suspicious/noControlCharactersInRegex: it is one
	/\u001d|\u241d|(?<=permissive=\d|')(?:#035|\^\])(?=[A-Z]+=)/;

/** With log_format = ENRICHED, auditd.conf(5), the names of users follow behind a separator. */
function withoutNames(text: string): string {
	const end = text.search(SEPARATOR);
	return end < 0 ? text : text.slice(0, end);
}

/** A USER_AVC record stands in `msg='...'`, with more about the program behind it. */
function withoutEnvelope(text: string): string {
	return text.replace(/'\s*$/, '').trim();
}

/** Why a record may lack what each has, and what to do about it. */
interface Cut {
	problem: string;
	expected: string;
	/** What is missing, where it is more than the one field. */
	missing?: string[];
	/** Nothing but that something is missing tells so. */
	isProbable?: true;
}

/** Where the whole record is. */
const WHOLE =
	"the whole record: 'ausearch -m avc,user_avc -ts recent', or 'journalctl --no-pager -l -g avc:' where there is no auditd";

const CUT_OFF: Cut = {
	problem: 'the record is probably cut off',
	expected: WHOLE,
	isProbable: true,
};

/** Of a field that is in the text, and none that can be read. */
const NO_FIELD: Cut = {
	problem: 'it stands there, but probably a blank or a quote before it is missing',
	expected: 'a blank before each field',
	isProbable: true,
};

/** Of a record whose contexts are whole. */
const LEFT_OUT: Cut = {
	problem: 'the record is cut off behind the contexts, or somebody has left it out',
	expected: 'tclass=, without which nobody can tell what was asked for',
};

/** Of a record of an error that is whole, as far as can be seen. */
const OTHER_WORDS: Pick<Cut, 'problem'> = {
	problem: 'what the kernel says in the record is in other words than are known',
};

/** Of a line that a program has cut to the width of the terminal. */
const CUT_BY_PAGER: Cut = {
	problem: 'a pager has cut the line',
	expected: "the whole line: 'journalctl --no-pager -l', 'ausearch -m avc'",
};

/** The kernel writes the number of a label that it has no context for (avc_audit_post_callback). */
const NUMBERS: Cut = {
	problem: 'the kernel had a number for it and no context',
	expected: 'a record made when a policy is loaded',
};

function whyCutOff(text: string, fields: Record<string, string>): Cut {
	if (isCut(text)) return CUT_BY_PAGER;
	if (fields.ssid !== undefined || fields.tsid !== undefined) return NUMBERS;
	const missing = ['scontext', 'tcontext', 'tclass'].filter((name) => !fields[name]);
	const isThere = missing.some((name) => text.includes(`${name}=`) && !text.endsWith(`${name}=`));
	return { ...(isThere ? NO_FIELD : CUT_OFF), missing };
}

function present(name: string, value: string | undefined, line: number, cut: Cut): string {
	if (value) return value;
	const all = (cut.missing ?? [name]).map((each) => `${each}=`);
	const last = all.pop() ?? '';
	const names = all.length === 0 ? `${last} is` : `${all.join(', ')} and ${last} are`;
	throw new RecordError(line, `${names} missing: ${cut.problem}`, cut.expected);
}

function context(name: string, value: string | undefined, line: number, cut: Cut): RecordContext {
	const text = contextAlone(present(name, value, line, cut));
	const found = splitContext(text);
	const isTypeForRole = /^s\d/.test(found.type) && /_t$/.test(found.role);
	if (isTypeForRole || [found.user, found.role].some((each) => /^[*?.…]+$/.test(each))) {
		const problem = `${name}=${text} has no user or no role: somebody has left it out`;
		throw new RecordError(line, problem, 'user:role:type:level, whatever the user');
	}
	if (isContext(found)) return found;
	if (cut === CUT_BY_PAGER)
		throw new RecordError(line, `${name}= is cut: ${cut.problem}`, cut.expected);
	throw new RecordError(line, `${name}=${value} is no context`, 'user:role:type:level');
}
