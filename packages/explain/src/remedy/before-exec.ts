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
 * Whether a child of systemd asks, before it has executed a unit's program: it has the program's name in
 * brackets until then, `(nginx)`.
 *
 * @see exec_child in systemd's src/core/exec-invoke.c
 */
export function isBeforeExec({ subject, details: { comm = '' } }: AccessRecord): boolean {
	return subject.type === 'init_t' && /^\(.+\)$/.test(comm);
}

/**
 * Who asks, where the record is of a child of systemd that has not started the program yet.
 *
 * @returns none for other records
 */
export function beforeExec(record: AccessRecord): Remedy[] {
	if (!isBeforeExec(record)) return [];
	return [
		{
			kind: 'note',
			why: `The brackets of ${record.details.comm} mean that this is systemd itself, before it starts the program: neither the program nor its label is at fault.`,
		},
	];
}

/**
 * What it was probably about, too.
 *
 * @returns none for other records, and where that is not known
 */
export function preparesUnit(record: AccessRecord): Remedy[] {
	const [who] = beforeExec(record);
	const what = isOfView(record) ? VIEW : folderOf(record);
	return who === undefined || what === undefined ? [] : [{ ...who, why: `${who.why} ${what}` }];
}

function folderOf({ class: of, object, permissions }: AccessRecord): string | undefined {
	if (!/^(?:dir|file|lnk_file)$/.test(of) || OF_PLACES.test(object.type)) return undefined;
	const [, setting] = FOLDERS.find(([type]) => type.test(object.type)) ?? [];
	if (setting === undefined || !permissions.every((each) => PREPARES.test(each))) return undefined;
	if (!permissions.some((each) => CHANGES.test(each))) return undefined;
	return `Probably it prepares the folder of ${setting} in the unit, which it gives to User= with all that is in it. ${permissions.includes('create') ? 'Made by hand, once, with that owner and mode (and restorecon), it is not asked for.' : 'Where the folder has that owner and the mode of the unit already, systemd leaves what is in it as it is: chown it once.'}`;
}

/** Whether it mounts what the unit is to see, or looks below where that is being put together. */
function isOfView({ permissions, details: { path = '' } }: AccessRecord): boolean {
	const isInView = /^\/run\/systemd\/(?:unit-root|mount-rootfs)(?:\/|$)/.test(path);
	return isInView || permissions.includes('mounton');
}

const VIEW =
	'Probably it makes the view of files that the unit is to have (ProtectSystem=, ProtectKernelTunables=, ReadOnlyPaths=, PrivateTmp= and others), without which the unit mostly does not start (status 226/NAMESPACE). Until the policy has the rule, the unit may do without that option, if it can be without that protection (`systemctl edit UNIT`).';
