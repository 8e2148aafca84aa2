// systemd before it starts a program: its child has the program's name in brackets by then, and is still init_t.

import type { AccessRecord } from '@peercon/records';
import type { Remedy } from './remedy.ts';

/** What systemd makes for a unit, by how the type ends of what policies have there: systemd.exec(5). */
const FOLDERS: [type: RegExp, setting: string][] = [
	[/_var_lib_t$/, 'StateDirectory='],
	[/_(?:var_run|runtime)_t$/, 'RuntimeDirectory='],
	[/_(?:var_)?log_t$/, 'LogsDirectory='],
	[/_(?:var_)?cache_t$/, 'CacheDirectory='],
	[/_(?:etc|conf|etc_rw|rw_etc)_t$/, 'ConfigurationDirectory='],
];
/** Those of the places themselves, and of what has no service. */
const OF_PLACES = /^(?:var|etc|user|net|system)_/;
/** What systemd asks as it makes such a folder, and gives it with all in it to a user. */
const PREPARES =
	/^(?:create|setattr|getattr|read|open|search|write|add_name|relabelfrom|relabelto)$/;
/** One of these is among them, for a look alone may be for something else. */
const CHANGES = /^(?:create|setattr|write|add_name|relabelfrom|relabelto)$/;

/**
 * What systemd was probably about, where the record is of its child that has not started the program yet.
 *
 * @returns none for other records
 */
export function beforeExec({
	class: of,
	subject,
	object,
	permissions,
	details,
}: AccessRecord): Remedy[] {
	const { comm = '' } = details;
	if (subject.type !== 'init_t' || !/^\(.+\)$/.test(comm)) return [];
	if (!/^(?:dir|file|lnk_file)$/.test(of) || OF_PLACES.test(object.type)) return [];
	const [, setting] = FOLDERS.find(([type]) => type.test(object.type)) ?? [];
	if (setting === undefined || !permissions.every((each) => PREPARES.test(each))) return [];
	if (!permissions.some((each) => CHANGES.test(each))) return [];
	return [
		{
			kind: 'note',
			why: `The brackets of ${comm} mean that this is systemd itself, before it starts the program: neither the program nor its label is at fault. Probably it prepares the folder of ${setting} in the unit, which it gives to User= with all that is in it. Where the folder has that owner and the mode of the unit already, systemd leaves what is in it as it is: chown it once.`,
		},
	];
}
