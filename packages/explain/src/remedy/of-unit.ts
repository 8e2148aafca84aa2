// What systemd itself does for a unit: the files that the unit's settings name.

import type { AccessRecord } from '@peercon/records';
import type { Remedy } from './remedy.ts';

/** Where units should keep nothing: homes, and what is for temporary files. */
const NOT_FOR_UNITS =
	/^(?:user_home|user_home_dir|home_root|admin_home|user_tmp|tmp|data_home|config_home)_t$/;

/**
 * Whether systemd asks, or a child of it before it has executed a unit's program: that has the program's
 * name in brackets until then (exec_child() in systemd's src/core/exec-invoke.c).
 */
export function isOfUnit({ subject, details: { comm = '', pid } }: AccessRecord): boolean {
	return subject.type === 'init_t' && (pid === '1' || /^\(.*\)?$/.test(comm));
}

/**
 * What to do where a unit names a file in a home or in /tmp.
 *
 * @returns none for other places, and for other programs
 */
export function fileOfUnit(record: AccessRecord): Remedy[] {
	if (!isOfUnit(record) || !NOT_FOR_UNITS.test(record.object.type)) return [];
	return [
		{
			kind: 'note',
			why: `systemd itself does this for a unit, before its program runs or beside it: for WorkingDirectory=, EnvironmentFile=, StandardOutput=file:, PIDFile=, or to load a unit that is linked there. Keep such files where systemd's rules expect them (/etc, /var/lib, /var/log, /run; copied, for mv(1) leaves them ${record.object.type}), or let the program itself open them.`,
		},
	];
}
