// What to do where a label is missing: never a rule on unlabeled_t, which opens all that has none.

import { type AccessRecord, splitContext } from '@peercon/records';
import { isAssociation } from '../check/check.ts';
import { isThreadOfKernel } from '../check/situation.ts';
import { PEOPLE } from '../layer/domains.ts';
import { isFileWithoutLabel } from '../layer/lost-labels.ts';
import { isInKernelAlone, isMadeUnlabeled, isOfFile, keepsNoLabels } from '../layer/unlabeled.ts';
import { isPolicyName } from '../names.ts';
import { onBottlerocket } from './bottlerocket.ts';
import { containerLabel } from './container.ts';
import { isContainer } from './container-domain.ts';
import { homesElsewhere } from './homes-elsewhere.ts';
import { labelByName } from './name-labels.ts';
import { inOtherRoot } from './other-root.ts';
import { isSwapFile, ownType } from './own-type.ts';
import { labelLastingly, pathOf, restorecon } from './path.ts';
import { labelIfThere, labelThere, labelWhenMade } from './place.ts';
import type { Remedy } from './remedy.ts';
import { onTalos } from './talos.ts';

const NO_RULE: Remedy = {
	kind: 'note',
	why: 'A rule on unlabeled_t is no answer: it would count for everything that has no label.',
};

const OLD_KERNEL: Remedy = {
	kind: 'note',
	why: 'Update the kernel (5.3, or one of a distribution that has the mend), or the engine. If the kernel is newer:',
};

/** @see selinux_key_alloc in security/selinux/hooks.c: a key has the label of who makes it */
const KEYRING: Remedy = {
	kind: 'note',
	why: 'Keys and keyrings are in the memory of the kernel: there is nothing to relabel. One of a container was made by its engine, whose policy has the rule by now: update container-selinux, and the kernel. Otherwise a process made it whose context is gone: log in again, or restart the service.',
};

const OF_PROCESS: Remedy = {
	kind: 'note',
	why: 'It is no file, and cannot be relabeled: it has the label of the process that made it, whose context is gone. Load the module that had its type, or restart what made it.',
};

/** @see corenet_ib_manage_subnet_unlabeled_endports of the reference policy; semanage-ibendport(8), semanage-ibpkey(8) */
function ofInfiniband({ class: of, subject }: AccessRecord): Remedy[] {
	const [what, access] =
		of === 'infiniband_endport'
			? ['ports', 'corenet_ib_manage_subnet_unlabeled_endports']
			: ['partitions', 'corenet_ib_access_unlabeled_pkeys'];
	return [
		{
			kind: 'rule',
			why: `No label is lost: policies leave InfiniBand's ${what} without one, and let what is to use them use all that have none. Update selinux-policy first, and where the newest lacks it for ${subject.type}, too, report it there. Until then, in the source of a module of one's own (or a module with a type for the one that is meant, and semanage ibendport or ibpkey to give it):`,
			text: `${access}(${subject.type})`,
		},
	];
}

const COPIED_LABEL: Remedy = {
	kind: 'note',
	why: 'Give the original a label that there is (restorecon there, or where an image is built), copy without labels (cp without -a, rsync without -X), or load the module that has the type.',
};

/**
 * What gives the object of a record a label, or the subject.
 *
 * @param withoutLabels - the domains that met files without labels in the log, as domainsWithoutLabels gives them
 */
export function relabel(record: AccessRecord, withoutLabels: string[]): Remedy[] {
	const one = relabelOne(record);
	if (!withoutLabels.includes(record.subject.type) || !isFileWithoutLabel(record)) return one;
	return [labelAll(withoutLabels), ...one.filter(({ text }) => text !== AT_BOOT)];
}

const AT_BOOT = 'touch /.autorelabel';

const MOST_NAMED = 4;

function labelAll(domains: string[]): Remedy {
	const others = domains.length - MOST_NAMED;
	const named = [...domains.slice(0, MOST_NAMED), ...(others > 0 ? [`${others} more`] : [])];
	return {
		kind: 'command',
		why: `${domains.length} domains meet files without labels in this log (${named.join(', ')}): probably the system has lost its labels, or never had them (SELinux was off for a while, a disk was copied or restored without them, an installation was not finished). Label everything at the next boot, with enforcing=0 on the command line of the kernel, or it may not get so far:`,
		text: AT_BOOT,
	};
}

function relabelOne(record: AccessRecord): Remedy[] {
	const { class: of, object } = record;
	if (isAssociation(record) && object.type !== 'unlabeled_t') {
		const onImage = onBottlerocket(record);
		return onImage.length > 0 ? [...onImage, COPIED_LABEL] : [COPIED_LABEL, NO_RULE];
	}
	if (of === 'association') return [SEE_IPSEC, NEW_ENTRY, NO_RULE];
	if (object.type !== 'unlabeled_t' || /^process2?$/.test(of)) {
		return [
			{
				kind: 'note',
				why: 'Load the module that has the type again (or what else trawcon= names and the policy has not), or restart the program, so that it gets a context that there is.',
			},
			NO_RULE,
		];
	}
	if (isOfFile(record) && isContainer(record.subject.type)) {
		return [...containerLabel(record), ...onTalos(record), NO_RULE];
	}
	const otherRoot = inOtherRoot(record);
	if (otherRoot.length > 0) return [...otherRoot, NO_RULE];
	const whenMade = isOfFile(record) ? labelWhenMade(record) : undefined;
	if (whenMade !== undefined) return [whenMade, NO_RULE];
	const file: Remedy = {
		kind: 'command',
		why: 'Give it the label that the policy has for its path (after loading the module that has the type, if one is missing):',
		text: restorecon(record),
	};
	const all: Remedy = {
		kind: 'command',
		why: 'If much is so, as on a disk from a host without SELinux, label everything at the next boot:',
		text: AT_BOOT,
	};
	const policy: Remedy = {
		kind: 'note',
		why: 'If its file system keeps no labels, restorecon cannot help: the policy needs genfscon or fs_use for it, or the mount an option context=.',
	};
	if (isInKernelAlone(record)) return [ofKernelAlone(record), NO_RULE];
	if (keepsNoLabels(record)) return [policy, NO_RULE];
	if (isOfFile(record) && isWithoutInit(record)) return [EVERYTHING, file, policy, NO_RULE];
	if (of === 'key' && record.permissions.includes('create')) return [OLD_KERNEL, KEYRING, NO_RULE];
	if (of === 'key') return [KEYRING, NO_RULE];
	if (of.startsWith('infiniband_')) return ofInfiniband(record);
	if (!isOfFile(record)) return [OF_PROCESS, NO_RULE];
	if (isFreshRoot(record)) return [...fresh(record), policy, NO_RULE];
	if (isObjectOfComposefs(record)) return [COMPOSEFS, NO_RULE];
	if (isOfReadOnlyImage(record)) return [READ_ONLY_IMAGE, { ...file, why: ON_DISK }, NO_RULE];
	if (isOnMedium(record))
		return [
			MEDIUM,
			{ ...file, why: 'Or label what is on it, once; the labels stay on it:' },
			NO_RULE,
		];
	const homes = homesElsewhere(record);
	if (homes.length > 0) return [...homes, { ...file, why: IF_IT_HAS }, NO_RULE];
	const lost = lostType(record);
	if (lost !== undefined) return [moduleOf(lost), { ...file, why: ONLY_IF_GONE }, NO_RULE];
	if (isSwapFile(record)) return [labelOfSwap(record), NO_RULE];
	const [known] = labelByName(record);
	if (known !== undefined) return [known, all, policy, NO_RULE];
	const there = labelThere(record);
	if (there !== undefined) return [there, { ...file, why: IF_IT_HAS }, policy, NO_RULE];
	// A label that the policy had once is one that it had for the place; and programs lie where it has one.
	const isUnknown =
		pathOf(record) === undefined &&
		record.details.trawcon === undefined &&
		!record.permissions.some((each) => each.startsWith('execute'));
	return [
		isMadeUnlabeled(record) ? ITS_FOLDER : file,
		...beneathMount(record),
		...(isUnknown ? [labelIfThere(record)] : []),
		all,
		policy,
		NO_RULE,
	];
}

const ITS_FOLDER: Remedy = {
	kind: 'command',
	why: 'Then its folder has no label, and all that was made there is so: give all of it the labels that the policy has for those paths, FOLDER being the topmost one that has none:',
	text: 'restorecon -Rv FOLDER',
};

/** @see fs/pidfs.c of Linux 6.9; `fs_use_task pidfs` in kernel/filesystem.te of the reference policy */
function ofKernelAlone({ details: { dev = '' } }: AccessRecord): Remedy {
	return {
		kind: 'note',
		why: `It is no file: ${dev} is a file system of the kernel alone${dev === 'pidfs' ? ' (a handle of a process, pidfd, since Linux 6.9)' : ''}, which the loaded policy has no label for. No restorecon, and no new label for everything, changes that. Update selinux-policy, and where the newest lacks it, too, report it there.`,
	};
}

/** Folders that file systems are mounted on. */
const MOUNT_POINT =
	/^\/(?:boot(?:\/efi)?|efi|home|media|mnt|opt|run|srv|tmp|var(?:\/(?:home|log|tmp))?)$/;

/** What is labeled by its path is what is mounted there by now, and a program at boot has met what is beneath. */
function beneathMount({ class: of, details: { path = '' } }: AccessRecord): Remedy[] {
	if (of !== 'dir' || !MOUNT_POINT.test(path)) return [];
	return [
		{
			kind: 'note',
			why: `If something is mounted on ${path} by now (\`findmnt ${path}\`; dev= tells what the folder lies on), that reaches what is mounted. It is then the folder beneath that has no label: mount its file system a second time (\`mount --bind / /mnt\`) and label it there (\`setfiles -r /mnt FILE_CONTEXTS /mnt${path}\`, FILE_CONTEXTS being /etc/selinux/NAME/contexts/files/file_contexts), or where the image is built.`,
		},
	];
}

/**
 * Whether a program runs in the domain that the kernel gives to the first: then init's own file had no label
 * when the policy was loaded, and init could not leave it.
 */
function isWithoutInit(record: AccessRecord): boolean {
	const { pid, comm } = record.details;
	if (record.subject.type !== 'kernel_t') return false;
	return pid === '1' || (comm !== undefined && !isThreadOfKernel(record));
}

const EVERYTHING: Remedy = {
	kind: 'command',
	why: 'A program that is still in kernel_t never left the domain that everything starts in: probably the file of init has no label either, and so nothing on that file system has (an image that nobody labeled, or made where SELinux was off). Label everything at the next boot, with enforcing=0 on the command line of the kernel, or it may not get so far (an image: where it is built, by setfiles(8) -r):',
	text: AT_BOOT,
};

/** The store of composefs names files by their digests: `/48/9f...`, from the root of its own file system. */
function isObjectOfComposefs({ class: of, details: { path = '' } }: AccessRecord): boolean {
	return of === 'file' && /^\/[\da-f]{2}\/(?:[\da-f]{16,}|\.\.\.)/.test(path);
}

/** Whether somebody's session looks at a disk that was plugged in: udisks(8) puts it there. */
function isOnMedium({ subject, details: { path = '' } }: AccessRecord): boolean {
	return PEOPLE.test(subject.type) && /^\/(?:run\/)?media\//.test(path);
}

function labelOfSwap(record: AccessRecord): Remedy {
	return {
		kind: 'command',
		why: 'A file to swap to has a type of its own, swapfile_t, which the policy gives to few places; a subvolume that was just made for it has no label either (its folder: restorecon):',
		text: labelLastingly(record, 'swapfile_t'),
	};
}

const MEDIUM: Remedy = {
	kind: 'note',
	why: 'It is probably on a disk that was plugged in, whose file system a host without SELinux has made or filled: nothing there has a label, and the policy has none for that place. Let the mount give one label to all of it: the option context="system_u:object_r:TYPE:s0" (mount(8), fstab(5)), removable_t being what disks without labels have otherwise, or a TYPE that the domain may use. For logins a newer policy may have a rule for such disks: update it first.',
};

/** Whether it lies below /usr as far as is known, on a file system that images have and a disk has not. */
function isOfReadOnlyImage({ subject, details: { dev = '', path = '' } }: AccessRecord): boolean {
	const isImage = /^(?:overlay|composefs|erofs|squashfs)$/.test(dev);
	const isOfUsr = path === '' || /^\/(?:usr\/(?!local\/)|opt\/)/.test(path);
	return isImage && isOfUsr && !isContainer(subject.type);
}

/** @see systemd-sysext(8): extensions are laid over /usr and /opt by overlayfs, read-only, with the labels of their own files */
const READ_ONLY_IMAGE: Remedy = {
	kind: 'note',
	why: 'By dev= it is probably of an image that the system is made of (ostree, bootc, a live system), or of one that is laid over /usr or /etc (systemd-sysext(8), systemd-confext(8): `systemd-sysext status` lists those): that is read-only, so neither restorecon nor a relabeling at boot reaches it. It has the labels that it was built with: build it anew with those of the policy (`setfiles -r ROOT` over its tree before it is packed; mksquashfs and mkfs.erofs keep them; bootc and ostree give them as they commit), or put the file where the host writes (/usr/local, /etc).',
};

const ON_DISK = 'If it can be written there after all, as on an overlay with an upper folder:';

const COMPOSEFS: Remedy = {
	kind: 'note',
	why: 'By its path it is probably an object in the store of composefs (/sysroot/composefs/objects, or an ostree repository): the root is an overlay, of which the kernel compares both labels, that in the image and that of the object on the disk, and the object was given none when the image was installed. restorecon of the path, or of the file that was wanted, changes nothing. Update what installs the image (bootc, ostree), which labels the store as /usr is, and install anew; or label the store by hand: usr_t.',
};

/** The type that a program's file has, and that the loaded policy does not know (trawcon=, avc_audit_post_callback). */
function lostType({ details }: AccessRecord): string | undefined {
	const { type } = splitContext(details.trawcon ?? '');
	const isOfSystem =
		type.endsWith('_exec_t') || /^\/(?:usr|var\/lib\/rancher)\//.test(details.path ?? '');
	return isOfSystem && type.endsWith('_t') && isPolicyName(type) ? type : undefined;
}

function moduleOf(type: string): Remedy {
	return {
		kind: 'note',
		why: `The file has a label, ${type}, and the loaded policy does not know it: the policy is what is old, or lacks a module. Update or install the package that has it (dnf reinstall selinux-policy-targeted, container-selinux for engines, k3s-selinux or rke2-selinux for /var/lib/rancher). The label is valid as it is then. Where /usr is of an image (CoreOS, Silverblue), a policy that was changed in /etc stays as it was then: \`ostree admin config-diff\` lists what was changed, and /usr/etc/selinux has the new one (keep \`semanage export -f FILE\` and \`cp -a /etc/selinux\` first; then rsync -rl /usr/etc/selinux/ /etc/selinux/, restorecon -R /etc/selinux, and boot: booleans, ports, file contexts and modules of one's own go by it, and so does SELINUX= in config).`,
	};
}

const IF_IT_HAS = 'If it does name a type that the domain may use, this is enough:';

const ONLY_IF_GONE = 'Only if the type is to be gone:';

/**
 * The root of a file system that was just made: mkfs(8) labels nothing. Its name in a record is `/`, but
 * for a subvolume of btrfs, which has a name and the inode number 256.
 */
function isFreshRoot({ class: of, details: { name, ino } }: AccessRecord): boolean {
	return of === 'dir' && (name === '/' || ino === '256' || name === 'lost+found');
}

function fresh(record: AccessRecord): Remedy[] {
	const isSubvolume = record.details.ino === '256';
	const what = isSubvolume ? 'subvolume of btrfs' : 'file system';
	return [
		{
			kind: 'command',
			why: `It is probably the root of a ${what} that was just made, which nobody has labeled, nor what was put into it since. Do so once, after it is mounted; the labels stay in it:`,
			text: 'restorecon -Rv MOUNTPOINT',
		},
		{
			kind: 'command',
			why: "If the policy knows nothing of that place (`matchpathcon MOUNTPOINT` says default_t, as of a folder in / of one's own), tell it a type that the domain may use:",
			text: `semanage fcontext -a -t ${ownType(record) ?? 'TYPE'} 'MOUNTPOINT(/.*)?' && restorecon -RF MOUNTPOINT`,
		},
		// One file system has one set of such options, however many of its subvolumes are mounted.
		...(isSubvolume ? [] : [LABEL_AT_MOUNT]),
	];
}

const LABEL_AT_MOUNT: Remedy = {
	kind: 'note',
	why: 'Or let the mount give its root a label (mount(8)): rootcontext="system_u:object_r:TYPE:s0", TYPE being one that the domain may use. What is made below takes after it. The program that makes the file system may do either.',
};

/** What marks packets that no rule has marked. */
export function mark({ permissions }: AccessRecord): Remedy[] {
	const isForwarded = permissions.some((each) => each.startsWith('forward_'));
	const type = isForwarded
		? 'that these peers have forward_in and forward_out for'
		: `that the domain may ${permissions.includes('send') ? 'send' : 'receive'}`;
	return [
		{
			kind: 'command',
			why: `See which rules mark packets. These need one, too, with a type ${type} (meta secmark set, in nft(8)), and so have the answers (ct secmark):`,
			text: 'nft list ruleset',
		},
		{
			kind: 'note',
			why: 'If nothing on this host is to be marked, take the SECMARK rules out: then no packet is asked about (unless the policy has the capability always_check_network).',
		},
		NO_RULE,
	];
}

const SEE_IPSEC: Remedy = {
	kind: 'command',
	why: 'See whether entries and associations with a context are there (ctx, security context):',
	text: 'ip xfrm policy && ip xfrm state',
};

const NEW_ENTRY: Remedy = {
	kind: 'note',
	why: 'Load the module that has its type again, or make the entry anew with a context that there is.',
};

/** What brings an association about. */
export function associate(): Remedy[] {
	return [
		SEE_IPSEC,
		{
			kind: 'note',
			why: 'Without labeled IPsec: load a policy that has the capability network_peer_controls, with which only labeled traffic is asked about.',
		},
		NO_RULE,
	];
}

/** What to do about a flow that no labeled entry of IPsec policy may be used for. */
export function labelFlow(): Remedy[] {
	return [
		{
			kind: 'note',
			why: 'If it was the packets of IKE (UDP 500 and 4500; comm is then often the daemon, pluto or charon), nothing is wrong: they need no association.',
		},
		{
			kind: 'command',
			why: 'Otherwise see which entry it was (security context), and whether other traffic fits it than was meant, such as what comes in unprotected or from a host without labels. Give that an entry of its own, without a context:',
			text: 'ip xfrm policy && ip xfrm state',
		},
		NO_RULE,
	];
}
