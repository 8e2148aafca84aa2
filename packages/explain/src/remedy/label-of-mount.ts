// File systems whose labels are not given here, met by a service of the host: one label for all that is in them,
// by an option of their mount, or those of the system that shares them.
//
// What dev= says of the file system goes before what any permission, class or name says of a file. So it is asked
// here, once, of all that is to be said of a record, and nowhere else.

import type { AccessRecord } from '@peercon/records';
import { MOUNTED_FILES } from '../layer/boolean-rows.ts';
import { booleanForOtherFiles, knownBoolean } from '../layer/booleans.ts';
import { VIRTUAL_MACHINE } from '../layer/domains.ts';
import { isControlOfFuse, isSharedTypeOnDisk } from '../layer/file-system.ts';
import { command, operand } from '../names.ts';
import { hasLabelOfMount, isOfNetwork, isOneLabelType, kindOfMount } from './container.ts';
import { isContainer } from './container-domain.ts';
import { ownType } from './own-type.ts';
import { folderOf, labelFolder, pathOf } from './path.ts';
import { GAP, packagesOf } from './policy-gap.ts';
import type { Remedy } from './remedy.ts';
import { HIDE, hushed, rulesInPolicy } from './rule.ts';
import { packageOf } from './vendor.ts';

/** What shares folders of the host with a virtual machine, or is one. */
const OF_MACHINE = /virtiofsd|^qemu/;
const OF_MACHINE_TYPE = /^(?:virtiofsd|\w*vfsd)_t$/;

/** Commands that give a single file a label. */
const LABELS_FILE = /\b(?:restorecon|chcon|semanage fcontext)\b/;

/**
 * What is to be said of a record, without what its file system does not take: no file of it can be labeled here.
 *
 * @param ways - what is said of the record, whatever its file system is
 * @returns the same ways for other file systems; else those that hold there, behind what its mount can do
 */
export function onItsFileSystem(record: AccessRecord, ways: Remedy[]): Remedy[] {
	const { subject } = record;
	if (isControlOfFuse(record))
		return [
			CONTROL_OF_FUSE,
			hushed(record, HIDE),
			...ways.filter(({ text = '' }) => !LABELS_FILE.test(text)),
		];
	if (isSharedTypeOnDisk(record))
		return [typeOfElsewhere(record), ...ownTypeThere(record), ...ways];
	if (!hasLabelOfMount(record) || isContainer(subject.type) || subject.user === 'u') return ways;
	if (isOfSystemOnFat(record)) return ways;
	const isInVain = ({ text = '' }: Remedy) => LABELS_FILE.test(text);
	const inVain = ways.filter(isInVain);
	if (inVain.length === 0 && !isUseOfFile(record) && !isProgramOfService(record)) return ways;
	const [wanted] = inVain.flatMap(({ text }) => /-t (\w+_t)\b/.exec(text ?? '')?.[1] ?? []);
	return [labelOfMount(record, wanted), ...ways.filter((way) => !isInVain(way))];
}

/** Whether what keeps no files of its own uses such a file system, as that of EFI: no label is for that. */
function isOfSystemOnFat(record: AccessRecord): boolean {
	return record.object.type === 'dosfs_t' && ownType(record) === undefined;
}

/** What to do of a label that a disk of this host mostly has not. */
export function typeOfElsewhere({ object, details }: AccessRecord): Remedy {
	return {
		kind: 'command',
		why: `dev= says that it lies on a disk of this host (${details.dev}), so ${object.type} is probably a label that was copied with the file or set by hand (chcon, semanage fcontext), or that context= of the mount gives: \`findmnt -no FSTYPE,OPTIONS -T PATH\` shows that (a few, as hfsplus, have one label for all). Without such, give it the label that the policy has for its path; a boolean for network file systems would open those, too:`,
		text: 'restorecon -Rv PATH',
	};
}

/** Where the policy has none for the path, the type that the service has for its files. */
function ownTypeThere(record: AccessRecord): Remedy[] {
	const type = ownType(record);
	if (type === undefined || isContainer(record.subject.type)) return [];
	return [
		{
			kind: 'command',
			why: `If the policy has none for that path (a folder of one's own), and all in FOLDER is for this service, tell it ${type}; of a mount with context= take that option out, or write ${type} there:`,
			text: labelFolder('FOLDER', type),
		},
	];
}

/** @see fs/fuse/control.c: mounted on /sys/fs/fuse/connections of every host */
const CONTROL_OF_FUSE: Remedy = {
	kind: 'note',
	why: "dev= says fusectl: the kernel's control file system of FUSE (/sys/fs/fuse/connections), no mount of FUSE and no data. What looks at all that is mounted (df, agents that watch disks) meets it, and mostly goes on without. No label and no boolean is for it.",
};

function isUseOfFile({ class: of, permissions }: AccessRecord): boolean {
	return (
		/^(?:dir|file|lnk_file|sock_file|fifo_file)$/.test(of) &&
		!permissions.some((each) => /^(?:relabel|execute|entrypoint)/.test(each))
	);
}

/** Whether a service runs a program that lies there; those of homes are for logins, which have booleans. */
function isProgramOfService({ class: of, subject, permissions }: AccessRecord): boolean {
	const isRun = of === 'file' && permissions.some((each) => /^execute(?:_no_trans)?$/.test(each));
	return isRun && subject.role === 'system_r';
}

/** @param wanted - the type that a file elsewhere would be given, if that is known */
function labelOfMount(record: AccessRecord, wanted?: string): Remedy {
	const { subject, object, details } = record;
	const isOfMachine =
		VIRTUAL_MACHINE.test(subject.type) ||
		OF_MACHINE_TYPE.test(subject.type) ||
		OF_MACHINE.test(details.comm ?? '');
	const type = isOfMachine
		? 'svirt_image_t'
		: isProgramOfService(record)
			? (wanted ?? 'bin_t')
			: (ownType(record) ?? wanted ?? 'TYPE');
	const which = type === 'TYPE' ? 'TYPE' : `perhaps ${type}`;
	const option = `an option of it (fstab(5), mount(8)) gives them a label that the domain may use, ${which}: context="system_u:object_r:${type}:s0".`;
	if (!isOneLabelType(object.type) && isOfRoot(record)) {
		return {
			kind: 'command',
			why: `Its path is one that each system has, and dev= (${details.dev}) that of another system's: probably this machine's own root lies there, and is served to it (a virtual machine of virtme-ng, vmtest, libkrun or libvirt). ${object.type} is then no label of the mount, but one that was written there, by a program or a build without SELinux or by another policy. This says what the policy has for it, and without -n gives it, where labels are kept there (virtiofsd with xattrs). Best label all of the root: at the next boot (touch /.autorelabel), or while it is made:`,
			text: command('restorecon', '-nRv', ...operand(folderOf(pathOf(record) ?? '/'))),
		};
	}
	if (!isOneLabelType(object.type)) {
		return {
			kind: 'note',
			why: `dev= says that the file system is another system's (${details.dev}), as a folder that a host shares with its virtual machine or a server exports: ${object.type} is the label that the file has there, or that an option of the mount gives, and semanage fcontext and restorecon change something here only where the other side stores labels (virtiofsd with xattrs). If the mount is for this alone, ${option} Or give the files the label over there, or keep them on a file system of this one.`,
		};
	}
	if (isInHomes(record) && !isOfMachine && knownBoolean(record) === undefined)
		return inHomes(record);
	const isShared = isOfNetwork(object.type);
	const boolean = isUseOfFile(record) && isShared ? booleanWords(record) : '';
	const own = packageOf(record);
	const ofProgram =
		own === undefined
			? ''
			: `${GAP}, which comes with the program, in ${own}: update that first. Until then: `;
	return {
		kind: 'note',
		why: `${ofProgram}Files of ${kindOfMount(object.type)} ${isShared ? 'mostly have' : 'have'} one label for all, which their mount gives: semanage fcontext and restorecon change nothing there. For a mount that is for this service alone, ${option}${boolean}`,
	};
}

/** What is in the folders of every system is of this one's root, and in no folder that another shares with it. */
function isOfRoot(record: AccessRecord): boolean {
	const isOfSystem = /^\/(?:etc|usr(?!\/lib\/modules)|var\/(?:lib|log|cache|spool)|run)\/./.test(
		pathOf(record) ?? '',
	);
	return isOfSystem && /^(?:virtiofs|9p)$/.test(record.details.dev ?? '');
}

/** Homes are for many domains: one label for all of them would keep most out. */
function isInHomes({ object, details: { path = '' } }: AccessRecord): boolean {
	return Object.hasOwn(OF_HOMES, object.type) && /^\/(?:var\/)?home(?:\/|$)/.test(path);
}

const OF_HOMES: Record<string, string> = {
	nfs_t: 'use_nfs_home_dirs',
	cifs_t: 'use_samba_home_dirs',
	fusefs_t: 'use_fusefs_home_dirs',
};

function inHomes(record: AccessRecord): Remedy {
	const { subject, object } = record;
	return {
		kind: 'command',
		why: `Homes that another system serves have ${object.type}, each file, and no label can be given to one. A boolean lets those use them who use homes (\`setsebool -P ${OF_HOMES[object.type]} on\`), where the policy has it for ${subject.type}: then this shows a rule with that in brackets. If it shows none, the boolean does not help here: report it to who brings the policy of ${subject.type}, and until then take the rule:`,
		text: rulesInPolicy(record),
	};
}

/** Few booleans have rules for pipes and sockets of such a file system. */
function booleanWords(record: AccessRecord): string {
	const other = booleanForOtherFiles(record);
	if (other !== undefined)
		return ` The boolean ${other} is for files, folders and links there, and has no rule for this: with it on, it is refused all the same.`;
	const hasRules = MOUNTED_FILES.test(record.class) || knownBoolean(record);
	return hasRules
		? ` Or a boolean of the domain's lets it use all such (\`getsebool -a | grep -E 'nfs|samba|cifs|fusefs'\`); where it has none, and is to keep its files there, probably its policy lacks the rules: update ${packagesOf(record)} first.`
		: '';
}
