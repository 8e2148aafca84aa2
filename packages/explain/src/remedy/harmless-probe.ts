// What programs only try: they go on another way where it is refused.

import type { AccessRecord } from '@peercon/records';
import { sinceOf } from '../check/since.ts';
import { isOwnProgram, nameOf } from '../check/situation.ts';
import { isAppDomain } from '../constraint/android.ts';
import { VIRTUAL_MACHINE } from '../layer/domains.ts';
import { isConfinedContainer, isContainer } from './container-domain.ts';
import { OF_PEOPLE } from './entry.ts';
import { fileOfLoopDevice } from './loop-device.ts';
import { ALLOW_UNKNOWN, newPermission } from './new-permission.ts';
import { onlyAsked } from './only-asked.ts';
import { isWriting } from './own-type.ts';
import { packagesOf, policyGap, updatedOrHushed } from './policy-gap.ts';
import { looksAtProcessors } from './processors.ts';
import type { Remedy } from './remedy.ts';
import { HIDE, hushed } from './rule.ts';
import { isWifiCollector, WIFI_COLLECTOR } from './wifi-collector.ts';

/** What to know of such an attempt, and how to hide it; none for other records. */
export function harmlessProbe(record: AccessRecord): Remedy[] {
	if (record.subject.user === 'u') return [];
	if (isOfUring(record))
		return record.details.comm === 'postgres'
			? [URING_OF_POSTGRES]
			: [URING, updatedOrHushed(record), ...newPermission(record)];
	if (isSignalNull(record)) return signalNull(record);
	if (isOfNewThread(record)) return [NEW_THREAD, hushed(record, HIDE)];
	if (isLookAtDevice(record)) return lookAtDevice(record);
	if (isLookAtProgram(record)) return lookAtProgram(record);
	if (isListOfFileSystems(record)) return [FILE_SYSTEMS, updatedOrHushed(record)];
	if (isCleanup(record)) return [CLEANUP, hushed(record, HIDE)];
	return [...looksAtProcessors(record), ...fileOfLoopDevice(record), ...onlyAsked(record)];
}

/** Whether the kernel's list of the file systems that it knows is looked at: /proc/filesystems of proc(5). */
function isListOfFileSystems(record: AccessRecord): boolean {
	return (
		record.class === 'file' &&
		record.object.type === 'proc_t' &&
		nameOf(record) === 'filesystems' &&
		record.permissions.every((each) => /^(?:read|open|getattr|ioctl)$/.test(each))
	);
}

/** @see init_selinuxmnt and selinuxfs_exists in libselinux's init.c */
const FILE_SYSTEMS: Remedy = {
	kind: 'note',
	why: 'It is /proc/filesystems, the list of the file systems that the kernel knows. Mostly it is libselinux that asks, in whatever is linked with it: as the program starts it looks there whether there is SELinux, where it has not found /sys/fs/selinux, and goes on without.',
};

/**
 * What to know of an attempt that no rule is for: nothing is lost without, and a rule opens what is to stay
 * closed.
 *
 * @returns none for other records; otherwise all that there is to say
 */
export function needsNoRule(record: AccessRecord): Remedy[] {
	if (isLookAtProperties(record)) return [properties(record)];
	if (isHistory(record) && !isMisplacedInHome(record))
		return [history(record), hushed(record, HIDE_ALONE)];
	if (isWatchedStart(record)) return [WATCHED_START, hushed(record, HIDE_ALONE)];
	if (isWifiCollector(record)) return [WIFI_COLLECTOR, hushed(record, HIDE_ALONE)];
	if (isDatabaseOfNss(record)) return [DATABASE_OF_NSS, hushed(record, HIDE_ALONE)];
	return [];
}

/** user_home_dir_t is for homes themselves: a file that has it was made there without the type of what homes have in them. */
function isMisplacedInHome({ class: of, object }: AccessRecord): boolean {
	return of !== 'dir' && object.type === 'user_home_dir_t';
}

/** What to know of a look at /lost+found, which is at the highest level on purpose: fsck(8) puts there what it finds. */
export function lookAtLostAndFound(record: AccessRecord): Remedy[] {
	const { class: of, object, permissions } = record;
	const isLook = of === 'dir' && permissions.every((each) => /^(?:getattr|search)$/.test(each));
	if (object.type !== 'lost_found_t' || !isLook) return [];
	return [
		{
			kind: 'note',
			why: "Probably harmless: /lost+found is at the highest level on purpose, and something looks at all that a folder has (ls(1), a shell's pattern, du). It leaves that out. A newer policy may hide it: update selinux-policy. Only if something fails without, the level is the question.",
		},
		hushed(record, HIDE_ALONE),
	];
}

/** Whether the certificates of the system are opened to be written, by what wants to read them. */
function isDatabaseOfNss({ class: of, object, details, permissions }: AccessRecord): boolean {
	const name = (details.path ?? details.name ?? '').split('/').pop() ?? '';
	// The folder is asked about first, by access(2): whether a database may be made in it.
	if (of === 'dir' && object.type === 'cert_t' && name === 'nssdb')
		return permissions.every((each) => each === 'write');
	return (
		of === 'file' &&
		object.type === 'cert_t' &&
		/^(?:cert[89]|key[34]|secmod)\.db(?:-journal)?$|^pkcs11\.txt$/.test(name) &&
		permissions.every((each) => /^(?:write|append|create|open|read|lock)$/.test(each))
	);
}

/** @see sdb_open of NSS, softoken/sdb.c; miscfiles_dontaudit_write_generic_cert_files() in system/authlogin.te of Fedora's policy */
const DATABASE_OF_NSS: Remedy = {
	kind: 'note',
	why: 'Probably harmless: it is a database of NSS (/etc/pki/nssdb), which libraries that use NSS, as libcurl on RHEL, first try to open to be written; refused, they open it to be read. Nothing has failed by that, and no label is wrong. No rule: who may write there could add certificates for the whole host. Newer policies hide the record for many.',
};

/** Whether a program is to write the very file that it was started from, and has not opened it for that. */
function isWatchedStart(record: AccessRecord): boolean {
	const { class: of, object, permissions } = record;
	return (
		of === 'file' &&
		/(?:_exec|^bin|^lib|^usr)_t$/.test(object.type) &&
		permissions.every((each) => each === 'write') &&
		isOwnProgram(record)
	);
}

/** @see execve(2), ETXTBSY; is_exe_writable of Falco's and Sysdig's driver */
const WATCHED_START: Remedy = {
	kind: 'note',
	why: 'Probably harmless: no program writes the file that it is just running from, for the kernel would refuse that (ETXTBSY). What watches starts of programs asks so in the name of each (the drivers of Falco and Sysdig, agents against viruses), then mostly for many programs. Nothing has failed: update that. (If it is an update of itself after all, leave that to the package manager.) Do not allow it.',
};

/** Whether the kernel gives a thread that it has just started its priority, in the name of who made it start one. */
function isOfNewThread({ class: of, object, permissions, event }: AccessRecord): boolean {
	// What asks for it by a call of its own means it.
	if (/^(?:sched_set|setpriority|ioprio_set)/.test(event?.syscall ?? '')) return false;
	return (
		of === 'process' &&
		object.type === 'kernel_t' &&
		permissions.every((each) => each === 'setsched')
	);
}

/** @see kthread_create_on_node in kernel/kthread.c; kernel_dontaudit_setsched() in kernel/kernel.if of the reference policy */
const NEW_THREAD: Remedy = {
	kind: 'note',
	why: 'Probably harmless: a program that mounts, loads a module or starts a device has the kernel start threads of its own, and their priority is set in its name. Then nothing fails (if the program itself is to change threads of the kernel, that does, and it needs the rule). Policies hide it for such programs (kernel_dontaudit_setsched()); a newer one may for this, too.',
};

/** Whether systemd-logind looks for what somebody who logs out has left in memory. */
function isCleanup({ subject, details: { path = '' }, permissions }: AccessRecord): boolean {
	return (
		subject.type === 'systemd_logind_t' &&
		path.startsWith('/dev/shm/') &&
		permissions.every((each) => /^(?:getattr|open|read|search)$/.test(each))
	);
}

/** @see RemoveIPC= in logind.conf(5), and clean_posix_shm in systemd's src/shared/clean-ipc.c */
const CLEANUP: Remedy = {
	kind: 'note',
	why: 'Probably systemd-logind looks whose it is, after the last logout of somebody, to remove what that one has left in /dev/shm (RemoveIPC=). Then it is harmless, and the label is right: what is of a service stays. Newer policies may have the rule: update selinux-policy.',
};

/** io_uring_setup(2) makes an anonymous inode of that class: Linux 5.16. */
function isOfUring({ class: of, object, details, permissions }: AccessRecord): boolean {
	// What else is asked of io_uring (sqpoll, cmd) a program does that has one.
	if (of === 'io_uring') return permissions.every((each) => each === 'allowed');
	return (
		of === 'anon_inode' &&
		(/io_uring/.test(object.type) || /io_uring/.test(details.anonclass ?? ''))
	);
}

const URING: Remedy = {
	kind: 'note',
	why: 'It tries io_uring(7). libuv (Node.js) goes on without where that is refused, as many programs do: then nothing is lost. What is written for io_uring alone may not: see whether it works. Switch it off in the application rather than in the policy (Node.js, libuv: UV_USE_IO_URING=0; others have an option of their own), or on the host for all (kernel.io_uring_disabled=2, Linux 6.6).',
};

/** @see io_method in PostgreSQL 18's documentation, 19.4.5 */
const URING_OF_POSTGRES: Remedy = {
	kind: 'note',
	why: 'PostgreSQL (18 and later) asks for io_uring(7) where io_method = io_uring is set, and does not start without: io_method = worker, which is the default, needs none.',
};

/** Programs that go over all that a folder has, whatever it is. */
const WALKS = /^(?:ls|find|ps|less|more|du|df|stat|lsof|fuser|tree|updatedb|[mp]locate)$/;
/** Devices that hold all of the host's memory or of its disks, which few are to open. */
const WHOLE =
	/^(?:memory|fixed_disk|removable|scsi_generic|nvram|tape|lvm_control|raw)(?:_device)?_t$/;

/** Whether it is asked of a device only what ls(1) shows of it. */
function isLookAtDevice({
	class: of,
	subject,
	object,
	details,
	permissions,
}: AccessRecord): boolean {
	return (
		(/^(?:chr|blk)_file$/.test(of) || (of === 'dir' && details.dev === 'devtmpfs')) &&
		permissions.every((each) => each === 'getattr') &&
		// They have in /dev what they were given, to use it.
		!isContainer(subject.type) &&
		!VIRTUAL_MACHINE.test(subject.type) &&
		!OF_PEOPLE.test(subject.type) &&
		subject.type !== 'kernel_t' &&
		(WALKS.test(details.comm ?? '') || WHOLE.test(object.type) || of === 'dir')
	);
}

/** @see stat(2); storage_dontaudit_getattr_fixed_disk_dev and the like in the reference policy */
function lookAtDevice(record: AccessRecord): Remedy[] {
	const { comm = '' } = record.details;
	if (WALKS.test(comm)) {
		const why = `Probably harmless: ${comm} goes over all that is in /dev and asks what each is (stat(2)), but opens none. It leaves out the one that it may not look at.`;
		return [{ kind: 'note', why }, updatedOrHushed(record)];
	}
	const why =
		'Only its attributes are asked for (stat(2)), not to open it. What goes over all of /dev, or over what is mounted, asks so of each device, and mostly goes on without: then nothing is lost. If the program looks for just this one (an agent that tells of disks), it does need it.';
	return [{ kind: 'note', why }, hushed(record, HIDE), ...policyGap(record)];
}

/** Programs that look at the file of every process's program (/proc/PID/exe), to find one of them. */
const OF_PROCESSES = /^(?:pidof|killall\d*|pgrep|pkill|ps|top|htop|lsof|fuser|ss|netstat)$/;

/** Whether what goes over all processes, or all that a folder has, asks only what ls(1) shows of a program. */
function isLookAtProgram({
	class: of,
	subject,
	object,
	details: { comm = '' },
	permissions,
}: AccessRecord): boolean {
	return (
		/^(?:lnk_)?file$/.test(of) &&
		object.type.endsWith('_exec_t') &&
		permissions.every((each) => each === 'getattr') &&
		!isContainer(subject.type) &&
		!OF_PEOPLE.test(subject.type) &&
		(OF_PROCESSES.test(comm) || WALKS.test(comm))
	);
}

/** @see pidof(8), which compares the device and the inode of each; keepalived.fc of Fedora's selinux-policy */
function lookAtProgram(record: AccessRecord): Remedy[] {
	const { subject, object, details } = record;
	const { comm = '', path = '', name = path.split('/').pop() } = details;
	const what = OF_PROCESSES.test(comm)
		? `the program of every process that runs, to find the one that is meant (stat(2) of /proc/PID/exe)`
		: 'all that it comes by (stat(2))';
	const script =
		subject.type === 'keepalived_t'
			? ' Scripts of keepalived in /usr/libexec/keepalived have a domain of their own on Fedora and RHEL (their files are keepalived_unconfined_script_exec_t): better keep the check there.'
			: '';
	return [
		{
			kind: 'note',
			why: `Probably harmless: ${comm} looks at ${what}, and neither runs nor reads it. What it may not look at it leaves out, so only a search for ${name || 'this one'} itself (${object.type}) goes wrong. No label is wrong.${script}`,
		},
		updatedOrHushed(record),
	];
}

const OF_HOMES =
	/^(?:user_home(?:_dir)?|admin_home|config_home|data_home|cache_home|gconf_home)_t$/;
const PAGER = /^(?:less|more|most|pager)$/;
const EDITOR = /^(?:(?:r|g)?vim?(?:\.\w+)?|view|nano|emacs)$/;
const IN_FOLDER = /^(?:write|add_name|remove_name|search|getattr|create)$/;

/** Whether a pager, an editor or a shell that a domain has started is after its history in a home. */
function isHistory({ class: of, subject, object, details, permissions }: AccessRecord): boolean {
	if (subject.user === 'u' || OF_PEOPLE.test(subject.type) || !OF_HOMES.test(object.type))
		return false;
	const { comm = '', path, name } = details;
	if (isNamedAfter(comm, (path ?? name ?? '').split('/').pop() ?? '')) return of === 'file';
	// A pager is to show what it gets, and writes nothing else.
	const isFolder = of === 'dir' && permissions.every((each) => IN_FOLDER.test(each));
	if (PAGER.test(comm)) return isFolder || (of === 'file' && isWriting({ permissions }));
	return EDITOR.test(comm) && isFolder && isWriting({ permissions });
}

/** Whether a file is a program's own, of what was typed or shown last: `.lesshst`, `.python_history`. */
function isNamedAfter(comm: string, name: string): boolean {
	const program = comm.replace(/[\d.-]+$/, '');
	const rest = name.startsWith(`.${program}`) ? name.slice(program.length + 1) : '';
	return /^\w+$/.test(program) && /^(?:_?\w*(?:hist|hs[tQ])|m?info|key$)/.test(rest);
}

/** @see less(1), LESSHISTFILE; vim's :help viminfo; bash(1), HISTFILE */
function history({ subject, object, details }: AccessRecord): Remedy {
	const { comm = 'the program' } = details;
	const how = PAGER.test(comm)
		? ' (less keeps none with LESSHISTFILE=-)'
		: EDITOR.test(comm)
			? ' (vim keeps none with `set viminfo=`, and makes its .swp files elsewhere with `set directory=`)'
			: '';
	return {
		kind: 'note',
		why: `Probably harmless: ${comm} is for people, and keeps a history or settings in their home${how}; here it runs in ${subject.type}. Mostly it works all the same, and the label is right; a rule would open the home (${object.type}) to all that runs in ${subject.type}.`,
	};
}

const HIDE_ALONE = 'This hides the record and allows nothing:';

/** Apps that an image is built with, which may be given properties of its maker. */
const OF_IMAGE = /^(?:system|platform)_app(?:_\d+)?$/;

/** Android's properties are files by their labels, which libc maps as it comes to them. */
function isLookAtProperties({ class: of, subject, object, permissions }: AccessRecord): boolean {
	const isApp = isAppDomain(subject.type) && !OF_IMAGE.test(subject.type);
	return (
		subject.user === 'u' &&
		of === 'file' &&
		/_prop$/.test(object.type) &&
		(isApp || subject.type === 'shell') &&
		permissions.every((each) => /^(?:read|open|getattr|map)$/.test(each))
	);
}

/** @see bionic/libc/system_properties/contexts_serialized.cpp and property.te of AOSP */
function properties({ subject, object }: AccessRecord): Remedy {
	const whose =
		subject.type === 'shell'
			? 'shell is what adb runs'
			: `${subject.type} is the domain of every app of its kind`;
	return {
		kind: 'note',
		why: `Probably harmless, and meant so: getprop(1) and many libraries go over all properties, or ask for one that is not for apps (ro.debuggable), and libc opens them by their labels. Those of ${object.type} then read as empty, and the program goes on; if it fails, look for another cause first. No rule: ${whose}, and neverallow rules of AOSP (property.te, app_neverallows.te) stop most.`,
	};
}

function isSignalNull({ class: of, permissions }: AccessRecord): boolean {
	return of === 'process' && permissions.every((each) => each === 'signull');
}

/** Commands of scripts, which take a refusal for a process that is not there. */
const OF_SCRIPTS = /^(?:killall\d*|pkill|kill|(?:ba|da)?sh)$|\.sh$/;

function signalNull(record: AccessRecord): Remedy[] {
	const { subject, details } = record;
	const { comm = '' } = details;
	if (!OF_SCRIPTS.test(comm)) return [SIGNAL_NULL, updatedOrHushed(record)];
	const script =
		subject.type === 'keepalived_t'
			? ' Scripts of keepalived are better kept in /usr/libexec/keepalived, where the policy of Fedora and RHEL labels them keepalived_unconfined_script_exec_t (restorecon); or use track_process.'
			: '';
	return [
		{
			kind: 'note',
			why: `signull is signal 0 of kill(2): nothing is sent, it only asks whether the process is there. By comm=${comm} a command of a script asks, and that takes the refusal for 'not there': so the script goes on wrongly, and it is not harmless. Update ${packagesOf(record)} first; until then take the rule, or let the script ask otherwise (systemctl is-active).${script}`,
		},
	];
}

/** @see kill(2), and client_context_try_shrink_to in systemd's src/journal/journald-context.c */
const SIGNAL_NULL: Remedy = {
	kind: 'note',
	why: 'signull is signal 0 of kill(2): nothing is sent, it only asks whether the process is there, as journald does of who has logged, and daemons of a PID in a file. The refusal is mostly harmless: to a daemon EACCES says that it is there, too.',
};

/** Capabilities in whose place older kernels asked for sys_admin. */
const OF_SYS_ADMIN = /^(?:bpf|perfmon|checkpoint_restore)$/;

/** Whether a record is of capabilities that policies may be older than. */
export function isNewCapability({ class: of, permissions }: AccessRecord): boolean {
	return (
		/^cap(?:ability2|2_userns)$/.test(of) && permissions.every((each) => OF_SYS_ADMIN.test(each))
	);
}

/** What to say of those first. */
export function newCapability(record: AccessRecord): Remedy[] {
	const { type } = record.subject;
	// A container has few capabilities on purpose, also by a new policy.
	if (!isNewCapability(record) || isConfinedContainer(type)) return [];
	const [name = ''] = record.permissions;
	return [
		{
			kind: 'note',
			why: `Probably the policy is older than what the kernel and the program ask: the capability ${name} came with Linux ${sinceOf('capability2', name)}, and stands for what sys_admin stood for before (capabilities(7)). Update the policy (${packagesOf(record)}; on a system that is an image, the image); until then the rule is what is missing (for a policy that has no such name: ${ALLOW_UNKNOWN}).`,
		},
	];
}
