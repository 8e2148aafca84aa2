// What systemd itself does for a unit: the files that the unit's settings name.

import type { AccessRecord } from '@peercon/records';
import type { Remedy } from './remedy.ts';

/** Where units should keep nothing: homes, and what is for temporary files. */
const NOT_FOR_UNITS =
	/^(?:user_home|user_home_dir|home_root|admin_home|user_tmp|tmp|data_home|config_home)_t$/;

/** And where systemd writes for others only what has a type of theirs. */
const NOT_TO_WRITE = /^(?:var|var_log|var_lib|default|mnt|usr)_t$/;

/**
 * Whether systemd asks, or a child of it before it has executed a unit's program: that has the program's
 * name in brackets until then (exec_child() in systemd's src/core/exec-invoke.c).
 */
export function isOfUnit({ subject, details: { comm = '', pid } }: AccessRecord): boolean {
	return subject.type === 'init_t' && (pid === '1' || /^\(.*\)?$/.test(comm));
}

/** Whether something is written or made. */
export function isWritten({ permissions }: AccessRecord): boolean {
	return permissions.some((one) => /^(?:write|append|create|add_name)$/.test(one));
}

/**
 * What to do where a unit names a file in a home or in /tmp.
 *
 * @returns none for other places, and for other programs
 */
export function fileOfUnit(record: AccessRecord): Remedy[] {
	const { object } = record;
	const writes = isWritten(record);
	const isOdd = NOT_FOR_UNITS.test(object.type) || (writes && NOT_TO_WRITE.test(object.type));
	if (!isOfUnit(record) || !isOdd) return [];
	return [
		{
			kind: 'note',
			why: writes
				? 'systemd itself opens this for a unit, before its program runs: what StandardOutput=file: or append: names. Take the journal (StandardOutput=journal), or let the program open its own file, in its own domain.'
				: `Otherwise: systemd itself does this for a unit, before its program runs or beside it: for WorkingDirectory=, EnvironmentFile=, PIDFile=, or to load a unit that is linked there. Keep such files where systemd's rules expect them (/etc, /run; copied, for mv(1) leaves them ${object.type}).`,
		},
	];
}
