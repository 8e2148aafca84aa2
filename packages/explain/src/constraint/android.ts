// The constraints of Android's policy: private/mls of system/sepolicy, Android 12 to 14, with what Android 5
// had otherwise. Its levels are categories of users and, since Android 9, of apps (s0:c512,c768 is user 0),
// and everybody is bound but mlstrustedsubject.

import type { AccessRecord, RecordContext } from '@peercon/records';
import { FILES } from './classes.ts';
import type { Comparison, Constraint, Exemption } from './constraint.ts';

const SUBJECT: Exemption = { of: 'subject', attribute: 'mlstrustedsubject' };
const OBJECT: Exemption = { of: 'object', attribute: 'mlstrustedobject' };
const EITHER = [SUBJECT, { ...SUBJECT, of: 'object' }] as const;

/** Files but folders and pipes, which have rows of their own. */
const OTHER_FILES = 'file lnk_file sock_file chr_file blk_file';

/** app_data_file_type of Android 12 to 14; earlier it was app_data_file and, since 10, privapp_data_file. */
const APP_DATA =
	/^(?:app|privapp|bluetooth|nfc|radio|sdk_sandbox|shell|system_app)_data_file(?:_\d+)?$/;
const TMPFS = /^appdomain_tmpfs$/;

/** Whether a type is of what apps keep for themselves, or the shell: levels decide who opens it. */
export function isAppData(type: string): boolean {
	return APP_DATA.test(type);
}

/** Domains of apps, which all share: the number is that of the oldest API that they are for. */
export function isAppDomain(type: string): boolean {
	return /^(?:untrusted(?:_base)?_app|ephemeral_app|isolated_app|isolated_app_all|isolated_compute_app|priv_app|platform_app|system_app|sdk_sandbox\w*)(?:_\d+)?$/.test(
		type,
	);
}

/** Whether the rules let a domain use the data of apps, so that only the levels can be in its way. */
export function mayUseAppData(type: string): boolean {
	return /^(?:untrusted(?:_base)?_app|ephemeral_app|priv_app|platform_app|system_app|radio)(?:_\d+)?$/.test(
		type,
	);
}

/** Whether a record is of Android 8 or newer: by a domain with a number, or by the categories of an app. */
export function isAfterAndroid5({ subject, object }: AccessRecord): boolean {
	const ofApp = [subject, object].some(
		({ range }) => range !== undefined && (range.low.categories & LOWEST_512) !== 0n,
	);
	return ofApp || /_\d+$/.test(subject.type);
}

const LOWEST_512 = (1n << 512n) - 1n;

type Objects = NonNullable<Constraint['objects']>;
const data: Objects = ({ type }) => isAppData(type);
const notData: Objects = ({ type }) => !isAppData(type);
const dataOrTmpfs: Objects = ({ type }) => isAppData(type) || TMPFS.test(type);
const notDataOrTmpfs: Objects = (object) => !dataOrTmpfs(object);
const privileged: Objects = ({ type }) => /^privapp_data_file/.test(type) || TMPFS.test(type);
const dataUnprivileged: Objects = (object) => data(object) && !privileged(object);
/** A pipe has the domain of who made it, with the role r of processes. */
const notOfProcess: Objects = ({ role }: RecordContext) => role === 'object_r';

function row(
	classes: string,
	permissions: string,
	holds: Comparison | Comparison[],
	exempts: readonly Exemption[],
	rest: Pick<Constraint, 'objects' | 'release'> = {},
): Constraint {
	return {
		classes,
		permissions,
		holds: [holds].flat(),
		exempts,
		policies: ['android'],
		release: 'Android 12 to 14',
		...rest,
	};
}

const READ = 'read getattr execute';
const WRITE = 'write setattr append unlink link rename';
const CHANGE = 'write setattr rename add_name remove_name reparent rmdir';
const ANDROID_5 = { objects: dataOrTmpfs, release: 'Android 5' } as const;

export const ANDROID: readonly Constraint[] = [
	// The data of apps: who may open it is compared, and not who reads or writes what another has opened.
	row('dir', `open search getattr ${CHANGE.replace('write ', '')}`, 'l1 dom l2', [SUBJECT], {
		objects: data,
	}),
	row('file sock_file', 'open setattr unlink link rename', 'l1 dom l2', [SUBJECT], {
		objects: dataOrTmpfs,
	}),
	row('lnk_file', 'open setattr unlink link rename read', 'l1 eq l2', [SUBJECT], {
		objects: dataUnprivileged,
	}),
	row('lnk_file', 'open setattr unlink link rename read', 'l1 dom l2', [SUBJECT], {
		objects: privileged,
	}),
	row('dir', 'read', 'l1 dom l2', [SUBJECT, OBJECT], ANDROID_5),
	row('file sock_file', READ, 'l1 dom l2', [SUBJECT, OBJECT], ANDROID_5),
	row('dir', 'write', 'l1 eq l2', [SUBJECT, OBJECT], ANDROID_5),
	row('file sock_file', 'write append', 'l1 eq l2', [SUBJECT, OBJECT], ANDROID_5),

	// All other files.
	row('dir', 'read getattr search', 'l1 dom l2', [SUBJECT, OBJECT], { objects: notData }),
	row(OTHER_FILES, READ, 'l1 dom l2', [SUBJECT, OBJECT], { objects: notDataOrTmpfs }),
	row('dir', CHANGE, 'l1 eq l2', [SUBJECT, OBJECT], { objects: notData }),
	row(OTHER_FILES, WRITE, 'l1 eq l2', [SUBJECT, OBJECT], { objects: notDataOrTmpfs }),
	row('fifo_file', 'read getattr', 'l1 dom l2', [SUBJECT, OBJECT], { objects: notOfProcess }),
	row('fifo_file', WRITE, 'l1 eq l2', [SUBJECT, OBJECT], { objects: notOfProcess }),
	row('fifo_file', 'read getattr', 'l1 dom l2', [SUBJECT, OBJECT], {
		objects: (object) => !notOfProcess(object),
		release: 'Android 5',
	}),
	row(
		FILES,
		'create relabelfrom relabelto',
		['l2 eq h2', 'l1 eq l2'],
		[{ ...SUBJECT, from: 'l1 eq l2' }],
	),

	row('unix_dgram_socket', 'sendto', 'l1 eq l2', EITHER),
	row('unix_stream_socket', 'connectto', 'l1 eq l2', EITHER),
	row('process', 'transition dyntransition', 'l1 eq l2', [SUBJECT]),
	row('process', 'getsched getsession getpgid getcap getattr ptrace share', 'l1 dom l2', [SUBJECT]),
	row(
		'process',
		'sigkill sigstop signal setsched setpgid setcap setrlimit ptrace share',
		'l1 eq l2',
		[SUBJECT],
	),
];
