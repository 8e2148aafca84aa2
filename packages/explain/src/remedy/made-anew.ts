// What a program makes anew each time it runs: a label given by hand does not last there.

import type { AccessRecord } from '@peercon/records';
import { isMadeByCall } from '../check/situation.ts';
import { ownType } from './own-type.ts';
import type { Remedy } from './remedy.ts';

const VOLATILE_DEVICE = /^(?:tmpfs|ramfs|hugetlbfs)$/;
const VOLATILE_PATH = /^\/(?:tmp|var\/tmp|run|var\/run|dev\/shm)\//;
/** Names of mkstemp(3) and the like: `tmpy6epkors`, `settings.TrlEAv`; but not `db.sqlite3`. */
const MADE_UP =
	/^\.#|^tmp(?=\w*[\dA-Z_])\w{5,}$|\.tmp$|~[A-Za-z\d]{6}$|\.(?=[A-Za-z\d]+[A-Z])(?=[A-Z]*[a-z\d])[A-Za-z\d]{6,}$/;

/** Whether an object is one that is made anew: a socket or a pipe, or what a tmpfs or /tmp has. */
export function isMadeAnew({ class: of, details }: AccessRecord): boolean {
	const { dev = '', path = '', name = '' } = details;
	const last = path.split('/').pop() || name;
	return (
		/^(?:sock|fifo)_file$/.test(of) ||
		VOLATILE_DEVICE.test(dev) ||
		VOLATILE_PATH.test(path) ||
		/ \(deleted\)$/.test(path) ||
		(of === 'file' && MADE_UP.test(last))
	);
}

/**
 * What gives a label to something that is made anew: its maker.
 *
 * @returns a note, and a rule with the maker and the type to be filled in
 */
export function labelOfMaker(record: AccessRecord): Remedy[] {
	const { class: of, object, details } = record;
	const type = handedOver(record);
	if (type !== undefined) return [inFolderOf(record, type)];
	const what = of === 'sock_file' ? 'A socket' : of === 'fifo_file' ? 'A pipe' : 'What is here';
	const isInRun =
		/^\/(?:var\/)?run\//.test(details.path ?? '') || /^(?:var_)?run_t$/.test(object.type);
	const bySystemd = isInRun
		? ' What systemd makes (RuntimeDirectory= or a .socket unit, tmpfiles.d(5)) is labeled by its path: for that folder `semanage fcontext` lasts.'
		: '';
	return [
		{
			kind: 'note',
			why: `${what} is made anew each time: a label that chcon, restorecon or semanage gives is gone with it. ${object.type} is probably its folder's type, which it took over; a folder of its own with another type, or a rule of its maker's policy, gives it another.${bySystemd}`,
		},
		{
			kind: 'rule',
			why: 'A rule that gives what MAKER, its maker, makes there a TYPE that the domain may use:',
			text: `type_transition MAKER ${object.type}:${of} TYPE;`,
		},
	];
}

/** The type of what is put into a shared folder for a service to read, where that is known. */
function handedOver(record: AccessRecord): string | undefined {
	const { class: of, subject, object, details } = record;
	const isShared = /^\/(?:dev\/shm|(?:var\/)?tmp)\//.test(details.path ?? '');
	const isOfLogin = /^(?:user_)?tmp(?:fs)?_t$/.test(object.type) && !PEOPLE.test(subject.type);
	return of === 'file' && isShared && isOfLogin ? ownType(record) : undefined;
}

function inFolderOf({ subject, object }: AccessRecord, type: string): Remedy {
	return {
		kind: 'command',
		why: `Somebody hands the file over by a folder that all share, and it has ${object.type} for that: a label given by hand is gone with it. Let it be made in a folder, FOLDER, of a type that ${subject.type} may use, ${type} (by an option for its temporary folder, or TMPDIR=): what is made there takes after that.`,
		text: `semanage fcontext -a -t ${type} 'FOLDER(/.*)?' && restorecon -Rv FOLDER`,
	};
}

/** What a folder has whose files are to have types of their own makers. */
const FOLDERS =
	/^(?:tmp|user_tmp|var_run|run|var|var_lib|var_log|var_spool|var_cache|var_lock|etc|tmpfs|cache_home|config_home|data_home|gconf_home|user_home|admin_home|root|device)_t$/;
const PEOPLE = /^(?:unconfined|staff|user|sysadm|guest|xguest)_t$/;

/** Whether a type is one of folders, which what is made there takes over. */
export function isFoldersType(type: string): boolean {
	return FOLDERS.test(type) || /^(?:default|file|mnt|usr|etc_runtime)_t$/.test(type);
}

/** Whether a record is of something that its maker has no type for. */
export function isMadeWithoutType(record: AccessRecord): boolean {
	const { class: of, subject, object, permissions } = record;
	return (
		(permissions.includes('create') || isMadeByCall(record)) &&
		/^(?:dir|file|lnk_file|sock_file|fifo_file)$/.test(of) &&
		FOLDERS.test(object.type) &&
		!PEOPLE.test(subject.type)
	);
}

/** What gives a type to what the domain itself makes. */
export function labelOfMade({ class: of, subject, object }: AccessRecord): Remedy {
	return {
		kind: 'rule',
		why: `What is made takes after its folder, so ${object.type} is the folder's type, and the policy has no type for it there. Mostly one of the domain's own is wanted, TYPE, with rules for that (the reference policy's interfaces for it end in _filetrans):`,
		text: `type_transition ${subject.type} ${object.type}:${of} TYPE;`,
	};
}
