// Shells, which have a type of their own that is everywhere the same.

import type { AccessRecord } from '@peercon/records';
import { isContainer } from './container-domain.ts';
import { OF_PEOPLE } from './entry.ts';
import type { Remedy } from './remedy.ts';

/** Whether a file is a shell, and labeled as one: `bash`, `/bin/sh`. */
export function isShell({ class: of, object, details: { path, name } }: AccessRecord): boolean {
	const last = (path ?? name)?.split('/').pop() ?? '';
	return (
		of === 'file' &&
		object.type === 'shell_exec_t' &&
		/^(?:ba|da|k|mk|z|c|tc|fi)?sh$/.test(last) &&
		(path === undefined || /^\/(?:usr\/(?:local\/)?)?s?bin\//.test(path))
	);
}

/** What execve(2) asks for, where the program stays in the domain of who calls it. */
const TO_EXECUTE = ['execute', 'read', 'open', 'getattr', 'map', 'execute_no_trans'];

/** What to know before a service is let start a shell; none for other records. */
export function startsShell(record: AccessRecord): Remedy[] {
	const { subject, object, class: of, permissions } = record;
	if (of !== 'file' || object.type !== 'shell_exec_t' || OF_PEOPLE.test(subject.type)) return [];
	if (isContainer(subject.type)) return [];
	if (!permissions.some((each) => /^execute(?:_no_trans)?$/.test(each))) return [];
	const next = TO_EXECUTE.filter((each) => !permissions.includes(each));
	const more =
		next.length === 0
			? ''
			: ` The kernel asks for one thing after the other, so next are probably ${next.join(', ')}: in a module of one's own, corecmd_exec_shell(${subject.type}) of the reference policy has them all.`;
	return [
		{
			kind: 'note',
			why: `It starts a shell: for a script, or by system(3) or popen(3). What that runs then has the rights of ${subject.type}.${more} Where it is for one script alone, a domain of its own for that keeps them apart (a type for its file, and domtrans_pattern()).`,
		},
	];
}
