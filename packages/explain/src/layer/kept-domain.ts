// Refusals that follow from another in the same log: a program was refused its domain at execve(2), runs on
// in the old one, and is refused there what its own domain may do.

import { type AccessRecord, type SelinuxRecord, splitContext } from '@peercon/records';
import { isPolicyName } from '../names.ts';

/** A change of domain that was refused. */
export interface KeptDomain {
	/** The line of its record. */
	line: number;
	/** The types of the domain that was kept, and of the one that was refused. */
	from: string;
	to: string;
	pid: string | undefined;
	/** The program's name as far as the record has it: systemd's child has only the end of it, in parentheses. */
	comm: string | undefined;
}

/** Each of a log's records is compared with them all. */
const MOST_KEPT = 100;

/**
 * Finds the changes of domain that a log has refusals of.
 *
 * @param records - the log's
 * @returns the first of them
 * @see check_nnp_nosuid in security/selinux/hooks.c: the program runs in the old domain
 */
export function keptDomains(records: SelinuxRecord[]): KeptDomain[] {
	return records
		.flatMap((record) => keptBy(record) ?? [])
		.filter(({ from, to }) => isPolicyName(from) && isPolicyName(to))
		.slice(0, MOST_KEPT);
}

function keptBy(record: SelinuxRecord): KeptDomain | undefined {
	const { line, details } = record;
	const { pid, comm } = details;
	if (record.kind === 'access') {
		const { class: of, decision, permissive, subject, object } = record;
		if (of !== 'process2' || decision !== 'denied' || permissive) return undefined;
		return { line, from: subject.type, to: object.type, pid, comm };
	}
	const { oldcontext, newcontext } = details;
	if (record.operation !== 'security_bounded_transition' || !oldcontext || !newcontext)
		return undefined;
	const [from, to] = [splitContext(oldcontext).type, splitContext(newcontext).type];
	return { line, from, to, pid, comm };
}

/**
 * The refused change of domain that a record follows from, as its process or names tell.
 *
 * @returns undefined where no such change stands before it
 */
export function followsFrom(record: AccessRecord, kept: KeptDomain[]): KeptDomain | undefined {
	if (/^process2?$/.test(record.class)) return undefined;
	return kept.find(
		(each) =>
			(each.line < record.line || isWhatFollowed(record)) &&
			each.from === record.subject.type &&
			each.from !== each.to &&
			isOfProgram(record, each),
	);
}

/** Asked at once where a program stays in the old domain; its record may stand before the other of the event. */
function isWhatFollowed({ permissions }: AccessRecord): boolean {
	return permissions.includes('execute_no_trans');
}

function isOfProgram({ details, object }: AccessRecord, { pid, comm, to }: KeptDomain): boolean {
	if (pid !== undefined && pid === details.pid && details.comm !== 'systemd') return true;
	// Before it executes a program, systemd names itself after the last 8 characters of that.
	const end = /^\((.+)\)$/.exec(comm ?? '')?.[1] ?? comm;
	if (end !== undefined && end.length > 3 && details.comm?.endsWith(end)) return true;
	const name = to.replace(/_t$/, '');
	return name.length > 3 && (object.type.startsWith(`${name}_`) || details.comm === name);
}
