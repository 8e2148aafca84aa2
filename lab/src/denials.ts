import { printable } from '@peercon/context/foreign-text';
import {
	type AccessRecord,
	READ_KERNEL_LOG,
	type RecordContext,
	readRecords,
} from '@peercon/records';

/** What the kernel recorded of a permission that it denied: an AVC record. */
export type Denial = AccessRecord;

/** What to look for. A context is matched by its type or whole, a detail by its text. */
export interface DenialPattern {
	permission: string;
	/** A type such as `unconfined_t`, or a whole context. */
	subject: string;
	object: string;
	class: string;
	/** Ports, addresses, netif and others, as the record names them. */
	[detail: string]: string | number;
}

/** The command that shows the kernel's log, under both policies. */
export const READ_LOG = READ_KERNEL_LOG.join(' ');

/**
 * Waits, in bash, until the kernel's log has all that was denied so far, and leaves this process's number
 * in `me`. The kernel records in order, from a thread of its own: what was denied before this process
 * set its login user is in the log before the record of that (AUDIT_LOGIN, or its denial).
 */
export const AWAIT_LOG = `me=$BASHPID; { echo 0 > /proc/self/loginuid; } 2> /dev/null
until ${READ_LOG} | grep -q " pid=$me "; do :; done`;

/** Whether a denial is the mark of {@link AWAIT_LOG}, where its user may not set a login user. */
export function isMark({ class: objectClass, permissions }: Denial): boolean {
	return objectClass === 'capability' && permissions.includes('audit_control');
}

/**
 * Finds the denials in the kernel's log.
 *
 * @param log - the output of dmesg(1)
 * @returns the denials, in the log's order
 */
export function parseDenials(log: string): Denial[] {
	return readRecords(log).records.filter(
		(record) => record.kind === 'access' && record.decision === 'denied',
	) as Denial[];
}

/** Whether a denial is the one that is looked for. */
export function matches(denial: Denial, pattern: DenialPattern): boolean {
	const { permission, subject, object, class: objectClass, ...details } = pattern;
	return (
		denial.permissions.includes(permission) &&
		isContext(denial.subject, subject) &&
		isContext(denial.object, object) &&
		denial.class === objectClass &&
		Object.entries(details).every(([name, value]) => denial.details[name] === String(value))
	);
}

/** Whether a context is the wanted one, or has the wanted type. */
export function isContext({ text, type }: RecordContext, wanted: string): boolean {
	return wanted.includes(':') ? text === wanted : type === wanted;
}

/** Says a denial in one line, safe for a terminal, without what differs from run to run. */
export function denialText({ permissions, subject, object, details, ...rest }: Denial): string {
	const shown = Object.entries(details).filter(
		([name, value]) => !VARYING.has(name) && !(name === 'dev' && DISKS.has(value)),
	);
	const contexts = [
		['scontext', subject.text],
		['tcontext', object.text],
	];
	const words = [...shown, ...contexts, ['tclass', rest.class]];
	const isDenied = rest.permissive ? 'denied (permissive, so allowed)' : 'denied';
	return printable(
		`avc: ${isDenied} { ${permissions.join(' ')} } ${words.map((pair) => pair.join('=')).join(' ')}`,
	);
}

/** Process numbers, and the kernel thread that happened to receive a packet. */
const VARYING = new Set(['pid', 'comm', 'ino']);

/** The guest's disk, as its kernels call it. */
const DISKS = new Set(['vda', 'ubda']);
