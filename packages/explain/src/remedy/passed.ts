// A descriptor that somebody else opened and passed on: what is refused is to use it, not to open.

import type { AccessRecord } from '@peercon/records';
import { isPassed, TERMINAL } from '../check/situation.ts';
import { isContainer } from './container-domain.ts';
import { handed } from './handed.ts';
import { isWriting, ownType } from './own-type.ts';
import type { Remedy } from './remedy.ts';
import { hushed } from './rule.ts';

/** What to do about such a descriptor; its file has the right label. */
export function passed(record: AccessRecord): Remedy[] {
	if (!isPassed(record)) return [];
	if (isOwnLog(record)) return [OWN_LOG];
	const onPurpose = handed(record);
	if (onPurpose !== undefined) return [onPurpose];
	const { path = '', pid } = record.details;
	const how = isOfSession(record)
		? OF_SESSION
		: record.class.endsWith('_socket')
			? ofSocket(record)
			: howTo(path, pid === '1');
	return [
		{
			kind: 'note',
			why: isOfKernelAlone(record)
				? `${INHERITED} ${record.object.type} that has left it open (O_CLOEXEC is missing). What is refused so is replaced by a null device at execve(2), and the program goes on without: mostly nothing fails. A newer program closes it itself, and a newer policy may hide the record.`
				: `${WHAT_IT_IS} ${how}`,
		},
		hushed(record, 'If it is a leak, this hides the record and allows nothing:'),
	];
}

/** Whether it is a pipe of sshd(8), which it has for each command that is run without a terminal. */
function isOfSession({ class: of, object }: AccessRecord): boolean {
	return of === 'fifo_file' && /^sshd(?:_session)?_t$/.test(object.type);
}

const OF_SESSION =
	'Probably it is input or output of a command that somebody runs over SSH without a terminal (Vagrant, Ansible, `ssh HOST COMMAND`), and the program was started by that: at most its output there is lost, or what it was to read. Policies have a rule for most such programs (ssh_rw_pipes() and the like), so where it matters this one lacks it: update selinux-policy.';

/** Whether a daemon writes a log of its own types: it has opened that itself, to append, or under another policy. */
function isOwnLog({ class: of, subject, object, details: { path = '' } }: AccessRecord): boolean {
	const [stem = ''] = subject.type.split(/[._]/);
	const isOwn = stem.length > 3 && object.type.startsWith(stem) && /log/.test(object.type);
	return of === 'file' && isOwn && path.includes(stem) && object.role !== 'system_r';
}

const OWN_LOG: Remedy = {
	kind: 'note',
	why: "By its type and its name it is the daemon's own log, which it has opened itself: to append, or under another policy. So no descriptor was passed on, and no label is wrong: the policy lacks the rule to write it. Update what has the policy of the daemon, or, if that is one of this site, put the rule there.",
};

/** Folders that programs make files in for those that they start. */
const BETWEEN_PROGRAMS = /^\/(?:tmp|var\/tmp)\/|\/(?:spool|te?mp|checkresults)\//;

/**
 * The same of a headline, where kernels of its time had no permission `open`: to open a file to read and write asks
 * for the same two, but few programs do that to what others have made to hand something on.
 *
 * @see nagios_rw_inerited_tmp_files(ping_t) in admin/netutils.te of Fedora's policy
 */
export function perhapsPassed(record: AccessRecord): Remedy[] {
	const { class: of, subject, object, permissions, details } = record;
	const { headline, path = '' } = details;
	if (headline === undefined || of !== 'file' || !BETWEEN_PROGRAMS.test(path)) return [];
	if (!['read', 'write'].every((each) => permissions.includes(each))) return [];
	const [stem = ''] = subject.type.replace(/_t$/, '').split('_');
	if (permissions.includes('open') || object.type.startsWith(stem) || path.includes(stem))
		return [];
	return [
		{
			kind: 'note',
			why: `Perhaps a descriptor that was passed on: a file that ${headline || 'the program'} has inherited from who started it, as a plugin or a tool of a service does (of Nagios: the results of checks). Then it goes on without, mostly harmless; O_CLOEXEC is missing there, and newer policies have rules for some: update selinux-policy. Only if it opens the file itself, it needs more: the system call's record tells (\`ausearch -m avc -i\`: execve for what was passed on).`,
		},
		hushed(record, 'If it is a leak, this hides the record and allows nothing:'),
	];
}

/** Whether it is a socket to the kernel, which hardly a program hands to another one. */
function isOfKernelAlone({ class: of, object }: AccessRecord): boolean {
	// What was opened before the policy was loaded is no leak.
	if (object.type === 'kernel_t') return false;
	return /^netlink_\w+_socket$|^packet_socket$/.test(of);
}

const INHERITED =
	'Probably a leak: a socket to the kernel, which nobody hands on, inherited at execve(2) from a program of';

const WHAT_IT_IS =
	'Probably a descriptor that was passed on, for it is not opening that was refused: inherited at execve(2), or sent over D-Bus or a UNIX socket (or the file was labeled anew while it was open). Then the label is as it should be, and restorecon no answer.';

/** Whether such a descriptor may be a leak: it is none where it was sent to who is to have it. */
export function mayBeLeak(record: AccessRecord): boolean {
	return (
		isPassed(record) && !isOwnLog(record) && !hasOpened(record) && handed(record) === undefined
	);
}

/** Types that files have where nobody has said what they are. */
const OF_PLACES = /^(?:default|file|mnt|var|usr)_t$/;

/**
 * Whether a service writes what is probably its own, where the policy knows no such file: then it has
 * opened that itself, before the label or the policy was another one.
 */
export function hasOpened(record: AccessRecord): boolean {
	return isWriting(record) && OF_PLACES.test(record.object.type) && ownType(record) !== undefined;
}

/** Where a container has a socket of the host's. */
export const HANDED_TO_CONTAINER =
	'A socket that listens is handed to a container by socket activation (systemd, systemd-socket-activate, Podman): then update container-selinux first. Until then --security-opt label=disable for this container, or the rule, with what is asked next (accept, getopt, read, write). If it is not to have the socket, it is a leak of who started it (O_CLOEXEC is missing).';

/** A socket has no file to be opened anew: what listens is handed on by socket activation, and what is connected in a suite. */
function ofSocket({ subject }: AccessRecord): string {
	return isContainer(subject.type)
		? HANDED_TO_CONTAINER
		: 'If a service has handed it on purpose, to a program of its own suite or by socket activation, probably the policy lacks the rule: update selinux-policy first. If the program is not to have it, it is a leak of who started it (O_CLOEXEC is missing).';
}

function howTo(path: string, isSystemd: boolean): string {
	if (TERMINAL.test(path)) {
		return 'It is the terminal of who started the program: it goes on without, which is harmless unless it is to ask or tell something there.';
	}
	if (isSystemd) {
		return "systemd-run(1) --pipe passes its own: put a pipe between ('... | cat > FILE'). What a unit writes (StandardOutput=append:FILE) goes to the journal, or to a file below /var/log.";
	}
	return 'If a service has handed it on purpose to a program of its own suite, probably the policy lacks the rule: update selinux-policy first. Otherwise let the program open the file itself, or put a pipe between (PROGRAM | cat >FILE); if it is not to have it, it is a leak of who started it (O_CLOEXEC is missing).';
}
