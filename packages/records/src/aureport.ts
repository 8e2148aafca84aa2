// Lines of `aureport --avc`: a record's most important fields in columns, without their names.

import type { AccessRecord } from './record.ts';
import { isContext, splitContext } from './record-context.ts';

/**
 * `# date time comm subj syscall class permission obj result event`, with a number before. The date is as the
 * locale has it; what has no user or process (USER_AVC) has `?` there.
 *
 * @see print_per_event_item in src/aureport-output.c of the audit userspace
 */
const LINE =
	/^[\s>|]*\d{1,9}\. (?<date>\S{6,12}) (?<time>\d\d:\d\d:\d\d(?: [AP]M)?) (?<comm>\S+(?: \S+){0,3}?) (?<subject>[\w.-]+:[\w.-]+:[\w.-]+\S*) (?<syscall>\S+) (?<class>\w+) (?<permissions>[\w,]+(?: [\w,]+){0,31}) (?<object>[\w.-]+:[\w.-]+:[\w.-]+\S*) (?<decision>denied|granted)\b/;

/**
 * Reads what aureport(8) has printed of a log.
 *
 * @param lines - plain lines
 * @returns a record for each line, in their order, with `comm` as its only detail
 */
export function aureportRecords(lines: string[]): AccessRecord[] {
	return lines.flatMap((line, index) => recordOf(line.replace(/\s+/g, ' '), index + 1) ?? []);
}

function recordOf(text: string, line: number): AccessRecord | undefined {
	const { comm = '', syscall = '', permissions = '', ...found } = LINE.exec(text)?.groups ?? {};
	if (found.class === undefined) return undefined;
	const subject = splitContext(found.subject ?? '');
	const object = splitContext(found.object ?? '');
	if (!isContext(subject) || !isContext(object)) return undefined;
	return {
		kind: 'access',
		decision: found.decision === 'granted' ? 'granted' : 'denied',
		permissions: permissions.split(/[\s,]+/).filter((name) => name !== ''),
		subject,
		object,
		class: found.class,
		permissive: false,
		details: /^(?:\?|\(null\))$/.test(comm) ? {} : { comm },
		...(/^[a-z]/.test(syscall) && { event: { syscall, paths: [] } }),
		line,
	};
}
