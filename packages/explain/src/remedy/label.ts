// A file with the wrong label: the everyday reason why a domain may not do what it does elsewhere.

import type { AccessRecord } from '@peercon/records';
import { isEntryOfProcess, isInMemory } from '../check/situation.ts';
import { PEOPLE, VIRTUAL_MACHINE } from '../layer/domains.ts';
import { containerLabel, isVolume } from './container.ts';
import { isContainer } from './container-domain.ts';
import { socketOfDatabase } from './database-socket.ts';
import { isOfDevtmpfs, lateLabel } from './device-node.ts';
import { keysOfEcryptfs } from './ecryptfs.ts';
import { entryOfDomain } from './entry.ts';
import { executableMemory } from './executable-memory.ts';
import { fileOfContainer } from './file-of-container.ts';
import { fileServerOf } from './file-servers.ts';
import { homesElsewhere, keysElsewhere } from './homes-elsewhere.ts';
import { labelOfMadeInEtc, replacedBySystemd, writesInEtc, zonesInEtc } from './in-etc.ts';
import {
	certificateInHome,
	folderFromHome,
	homesByRsync,
	imageInHome,
	isInHome,
	isServedHome,
	servedHomeOfRoot,
} from './in-home.ts';
import { logsElsewhere } from './logs-elsewhere.ts';
import { sharedWithMachine } from './machine-share.ts';
import {
	inRootItself,
	inRunItself,
	isFoldersType,
	isLeftInRun,
	isMadeAnew,
	isMadeInRoot,
	isMadeInRun,
	isMadeWithoutType,
	isNamedAnewInFolder,
	isRunWritten,
	isVolatile,
	labelOfItsFolder,
	labelOfMade,
	labelOfMaker,
} from './made-anew.ts';
import { makesHome } from './makes-home.ts';
import { isTrampoline } from './memory-file.ts';
import { isHidden } from './mounted-by-engine.ts';
import { hasLostLabel, labelByName } from './name-labels.ts';
import { fileOfUnit, isNamedBySetting, isPidFile, isWritten } from './of-unit.ts';
import { isSwapFile, isWriting, ownType, someType, writableType } from './own-type.ts';
import { isAtItsPlace, KNOWN_BELOW_SRV, underParent } from './parent-type.ts';
import {
	folderOf,
	howToFind,
	isNotThereYet,
	isOfEverySystem,
	labelFolder,
	labelLastingly,
	pathOf,
	restorecon,
	restoreconOptions,
} from './path.ts';
import { GAP, ifOfDistribution, policyGap } from './policy-gap.ts';
import {
	entersDomain,
	generatorOfLogin,
	mappedProgram,
	misplacedLibrary,
	misplacedProgram,
	ownEntry,
	runsItsData,
	untypedProgram,
} from './program-file.ts';
import type { Remedy } from './remedy.ts';
import { hushed } from './rule.ts';
import { serverScript } from './server-script.ts';
import { writesSettings } from './settings-type.ts';
import { isAdministration } from './shared-type.ts';
import { isOfBrokenPolicy } from './sound-policy.ts';
import { readsSystemLog, systemLog } from './system-log.ts';
import { ofTwoServers } from './two-servers.ts';
import { packageOf } from './vendor.ts';
import { hasTypeOfName } from './well-known.ts';

/** Types that files have where nobody said what they are: those of their folder, or of a home. */
export const GENERIC =
	/^(?:default|file|mnt|tmp|user_tmp|var|var_lib|var_run|usr|etc|etc_runtime|user_home|home_root|admin_home|unconfined_home|device)_t$/;
/** A folder of another of those types is what it says. */
const NO_FOLDERS_OWN = /^(?:default|file|mnt)_t$/;
/** And where a service has a type of its own for its files, it may keep them in such a folder, too. */
const FOLDERS_OF_SERVICES = /^(?:default|file|mnt|usr|var_lib|etc_runtime)_t$/;
const FILE = /^(?:dir|file|lnk_file|sock_file|fifo_file|chr_file|blk_file)$/;

/**
 * What to look at before a rule, where the object's type is nobody's own.
 *
 * @returns commands and notes, or none where the label says something
 */
export function fileLabel(record: AccessRecord): Remedy[] {
	const ways = labelOfFile(record);
	return isLookOfLogin(record) && ways.length > 0 ? [OF_THE_SYSTEM, ...ways] : ways;
}

/** Who mounts on folders of a service, and is let by their labels. */
const MOUNTS =
	/^(?:init|mount|kernel|virt\w*|svirt\w*|systemd_\w+|container_\w+|udev|fsadm|automount|nfsd|xdm)_t$/;

/** Whether a confined login runs what lies in its home or in /tmp: a boolean is for that, and no label is wrong. */
function isRunByOwner({ class: of, subject, object, permissions }: AccessRecord): boolean {
	const isRun = of === 'file' && permissions.some((each) => /^execute(?:_no_trans)?$/.test(each));
	return isRun && PEOPLE.test(subject.type) && /^user_(?:home|tmp)_t$/.test(object.type);
}

/** Whether a service uses the root of a tmpfs that was mounted without a label, as for its temporary files. */
function isRootOfTmpfs(record: AccessRecord): boolean {
	const { subject, object, details } = record;
	const isRoot = record.class === 'dir' && details.name === '/' && details.dev === 'tmpfs';
	const isOfService =
		subject.role === 'system_r' &&
		!/^(?:init|initrc|kernel|systemd_\w+|udev|mount)_t$/.test(subject.type);
	return isRoot && object.type === 'tmpfs_t' && isWriting(record) && isOfService;
}

function rootOfTmpfs({ subject }: AccessRecord): Remedy {
	const stem = subject.type.replace(/_t$/, '');
	return {
		kind: 'note',
		why: `It is the root of a tmpfs that was mounted without a label for who is to use it. Let the mount give one (fstab(5), Options= of a mount unit): rootcontext="system_u:object_r:TYPE:s0", TYPE being one that ${subject.type} may write (mostly ${stem}_tmp_t or ${stem}_tmpfs_t; \`semanage fcontext -l\` and \`sesearch -A -s ${subject.type} -c dir -p write\` list them). restorecon holds only until it is unmounted.`,
	};
}

/** Whether a login's program only reads what lies in /var with the type of that. */
function isLookOfLogin({ class: of, subject, object, permissions }: AccessRecord): boolean {
	return (
		PEOPLE.test(subject.type) &&
		/^(?:file|dir)$/.test(of) &&
		/^var(?:_lib)?_t$/.test(object.type) &&
		permissions.every((each) => /^(?:getattr|open|read|search|map|watch\w*)$/.test(each))
	);
}

const OF_THE_SYSTEM: Remedy = {
	kind: 'note',
	why: `${GAP}, if it lies where its package has put it, as a cache for all desktops in /var/cache: every program of such logins reads that. Update selinux-policy first. If somebody has put it there:`,
};

/** What a scanner of viruses reads keeps the label that it has: of these it has all to read. */
function isScanned(record: AccessRecord): boolean {
	const { subject, object } = record;
	return (
		/^(?:antivirus|clamd|clamscan)_t$/.test(subject.type) &&
		!isWriting(record) &&
		/_home_t$|^(?:default|mnt|tmp|user_tmp|httpd_\w*content|samba_share|mail_\w+|nfs|cifs)_t$/.test(
			object.type,
		)
	);
}

function labelOfFile(record: AccessRecord): Remedy[] {
	const { class: of, subject, object, permissions } = record;
	if (!FILE.test(of) || isEntryOfProcess(record)) return [];
	if (isContainer(subject.type)) return isHidden(record) ? [] : containerLabel(record);
	if (isScanned(record)) return [];
	if (isAdministration(record)) return hasLostLabel(record) ? labelByName(record) : [];
	if (isRunByOwner(record)) return [];
	if (permissions.every((each) => each === 'mounton') && !MOUNTS.test(subject.type)) return [];
	// The type is the one that is to be given, and not the file's.
	if (permissions.includes('relabelto')) return [];
	// Where a mount point lies is for who mounts to say: it was made for that, and is what it should be.
	if (permissions.every((each) => each === 'mounton') && isVolatile(record)) return [];
	if (isOfLiveImage(record)) return [onTmpfs(record)];
	const outOfImage = isVolume(object.type) ? misplacedProgram(record) : [];
	if (outOfImage.length > 0) return outOfImage;
	// What is made or labeled so has its label from the policy's file contexts or its folder: no engine gave it.
	if (isVolume(object.type) && permissions.some((each) => /^(?:create|relabelto)$/.test(each)))
		return [];
	const ofContainer = fileOfContainer(record);
	if (ofContainer.length > 0) return ofContainer;
	if (permissions.includes('execmod')) return executableMemory(record);
	if (isOfBrokenPolicy(record)) return [];
	if (isInMemory(record) || isTrampoline(record) || isMappedAlone(record)) return [];
	if (isSwapFile(record) && subject.user !== 'u') return swapFile(record);
	if (permissions.includes('entrypoint')) return entryOfDomain(record);
	if (isOfDevtmpfs(record)) return lateLabel(record);
	const share = sharedWithMachine(record);
	if (share.length > 0) return share;
	if (readsSystemLog(record)) return systemLog(record);
	if (isRootOfTmpfs(record)) return [rootOfTmpfs(record)];
	// Keys of a login are no program, whatever label they were given.
	const keys = object.type.endsWith('_exec_t') ? keysElsewhere(record) : [];
	if (keys.length > 0) return keys;
	const replaced = replacedBySystemd(record);
	if (replaced.length > 0) return replaced;
	const home = makesHome(record);
	if (home.length > 0) return home;
	const logs = logsElsewhere(record);
	if (logs.length > 0) return logs;
	const library = misplacedLibrary(record);
	if (library.length > 0) return library;
	const scripts = serverScript(record);
	if (scripts.length > 0) return scripts;
	const encrypted = keysOfEcryptfs(record);
	if (encrypted.length > 0) return encrypted;
	const generator = generatorOfLogin(record);
	if (generator.length > 0) return generator;
	const program = [
		...entersDomain(record),
		...ownEntry(record),
		...mappedProgram(record),
		...misplacedProgram(record),
		...untypedProgram(record),
		...runsItsData(record),
	];
	if (program.length > 0) return program;
	if (isMadeInRoot(record)) return inRootItself(record);
	const both = ofTwoServers(record);
	if (both.length > 0) return both;
	const zones = zonesInEtc(record);
	if (zones.length > 0) return zones;
	const database = socketOfDatabase(record);
	if (database.length > 0) return database;
	const writable = writableType(record);
	// A label of its own is gone with the next socket.
	if (writable !== undefined && of === 'sock_file') return labelOfMaker(record);
	if (writable === 'named_cache_t' && isPlaceToWrite(record))
		return [{ ...LOST_BY_ZONES, text: restorecon(record) }];
	if (writable === 'named_cache_t' && (of === 'dir' || isNotThereYet(record)))
		return [ZONES_OF_OTHERS];
	if (writable !== undefined) return [toWrite(record, writable), ...writesForAll(record, writable)];
	const served = [...servedHomeOfRoot(record), ...homesByRsync(record)];
	if (served.length > 0) return served;
	if (isServedHome(record)) return [];
	const known = [...labelByName(record), ...writesSettings(record)];
	if (known.length > 0) return known;
	const image = imageInHome(record);
	if (image.length > 0) return image;
	const unit = fileOfUnit(record);
	if (unit.length > 0)
		return isWritten(record) || isPidFile(record) || isNamedBySetting(record)
			? unit
			: isAtItsPlace(record)
				? unit
				: [asPolicySays(record), ...unit];
	if (isMadeInRun(record)) return labelOfMade(record);
	if (isRunWritten(record)) return inRunItself(record);
	if (isMadeWithoutType(record) && ownType(record) === undefined) {
		return record.object.type === 'etc_t'
			? [...writesInEtc(record), labelOfMadeInEtc(record)]
			: [...underParent(record), ...labelOfMade(record)];
	}
	if (isLeftInRun(record)) return labelOfMaker(record);
	const type = ownType(record);
	if (
		of === 'dir' &&
		object.type === 'user_home_t' &&
		pathOf(record) === undefined &&
		type !== undefined
	)
		return [folderFromHome(record, type)];
	if (!isNobodys(record)) {
		const elsewhere = keysElsewhere(record);
		return elsewhere.length > 0 ? elsewhere : [...underParent(record), ...writesInEtc(record)];
	}
	if (isSettingOfHome(record)) return [noRecord(record)];
	return [...ofItsProgram(record), ...homesElsewhere(record), ...labelByPlace(record)];
}

/** usr_t is right for all below /usr, and a policy that comes with a program may lack what that does there. */
function ofItsProgram(record: AccessRecord): Remedy[] {
	const isShared = record.object.type === 'usr_t' && pathOf(record) === undefined;
	return isShared && packageOf(record) !== undefined ? policyGap(record) : [];
}

function labelByPlace(record: AccessRecord): Remedy[] {
	// Of a file that is only being made, the label by path is told in terms of its folder, too.
	if (isNamedAnewInFolder(record))
		return isNotThereYet(record) ? labelOfPath(record) : labelOfItsFolder(record);
	return isMadeAnew(record) ? labelOfMaker(record) : labelOfPath(record);
}

/**
 * What has been opened to read, and is then mapped: its label was right for that. In a permissive domain the
 * record of the reading may be another one; and RPM's database has a type of its own, whoever asks.
 */
function isMappedAlone(record: AccessRecord): boolean {
	const { class: of, object, permissions, permissive } = record;
	const isMapped = of === 'file' && permissions.every((each) => each === 'map');
	if (permissive || pathOf(record)?.startsWith('/var/lib/rpm/')) return false;
	return isMapped && /^(?:var|var_lib|usr|etc)_t$/.test(object.type);
}

/** The policy knows few places of such files; what is made elsewhere has the type of its folder. */
function swapFile(record: AccessRecord): Remedy[] {
	if (record.object.type === 'swapfile_t') return [];
	return [
		{
			kind: 'command',
			why: `A file to swap to has a type of its own, swapfile_t. Newer policies may know /swapfile, and few other places; tell it this one${howToFind(record)}:`,
			text: labelLastingly(record, 'swapfile_t'),
		},
	];
}

/** What should have a label of its place, on a tmpfs: the root of a live image or of an initramfs. */
function isOfLiveImage({ object, details }: AccessRecord): boolean {
	return (
		object.type === 'tmpfs_t' && /^\/(?:etc|usr|var\/(?!tmp|run|lock))\b/.test(details.path ?? '')
	);
}

function onTmpfs(record: AccessRecord): Remedy {
	return {
		kind: 'command',
		why: 'tmpfs_t is what a tmpfs gives. There the policy has another label for that path: the root of this system is probably a live image or of an initramfs, and the file was made before anything labeled it. Give it that, at each boot:',
		text: restorecon(record),
	};
}

/** Where programs make what does not last: also in a folder of their own. */
const TEMPORARY = /^\/(?:run|var\/run|dev\/shm)(?:\/|$)|\/\.?te?mp(?:\/|$)/;
const OF_SETTINGS_AND_PROGRAMS = /^\/(?:etc|usr|bin|sbin|lib\w*|opt)\//;

/** Of what a program makes while it runs: where that is, and where else it is for nobody to have such a type. */
const MADE_WHILE_RUNNING: { type: RegExp; where: string; isElsewhere: RegExp }[] = [
	{ type: /_tmp_t$/, where: '/tmp', isElsewhere: new RegExp(`^(?!.*(?:${TEMPORARY.source}))/`) },
	{ type: /_(?:var_run|runtime)_t$/, where: '/run', isElsewhere: OF_SETTINGS_AND_PROGRAMS },
	{ type: /_lock_t$/, where: '/run/lock', isElsewhere: OF_SETTINGS_AND_PROGRAMS },
];

/** Where a program has probably made what somebody has moved away from there, as system_cronjob_tmp_t in /var/lib. */
function madeAndMoved(record: AccessRecord): string | undefined {
	const path = pathOf(record);
	if (path === undefined || isNotThereYet(record)) return undefined;
	return MADE_WHILE_RUNNING.find(
		({ type, isElsewhere }) => type.test(record.object.type) && isElsewhere.test(path),
	)?.where;
}

/** Whether something has taken over the type of / itself, as what is made in a folder of one's own there. */
function isMadeBelowRoot({ class: of, object, permissions, details }: AccessRecord): boolean {
	const { path, name = '/' } = details;
	return (
		object.type === 'root_t' &&
		/^(?:dir|file|lnk_file)$/.test(of) &&
		(path ?? name) !== '/' &&
		!permissions.some((each) => /^(?:create|add_name|mounton)$/.test(each))
	);
}

function isNobodys(record: AccessRecord): boolean {
	const { class: of, object } = record;
	// What a program writes in its own tree there has a type by the policy, if it knows the program.
	const isOwnTree = isWriting(record) && /^\/(?:opt|usr\/local)\//.test(pathOf(record) ?? '');
	if ((isAtItsPlace(record) && !isOwnTree) || hasTypeOfName(record)) return false;
	if (madeAndMoved(record) !== undefined) return true;
	if (isMadeBelowRoot(record)) return true;
	if (/^(?:sock|fifo)_file$/.test(of)) return isFoldersType(object.type);
	if (of !== 'dir') return GENERIC.test(object.type);
	const type = ownType(record);
	const folders = type === undefined ? NO_FOLDERS_OWN : FOLDERS_OF_SERVICES;
	return (
		folders.test(object.type) ||
		(type === 'ssh_home_t' && /^(?:admin|user)_home_t$/.test(object.type))
	);
}

function labelOfPath(record: AccessRecord): Remedy[] {
	if (isOutOfPlace(record)) return [asPolicySays(record)];
	const type = ownType(record);
	if (type === 'home_cert_t') return certificateInHome(record);
	// Such a label is there already; and no command gives that of /home to what is below a folder, which are homes.
	if (type === record.object.type || type === 'home_root_t') return [asPolicySays(record)];
	const isOfRoot = pathOf(record)?.startsWith('/root/') === true;
	if ((type === undefined || isOfRoot) && isInItsHome(record))
		return [elsewhereThanHome(record, type)];
	const which =
		type === 'etc_t'
			? 'etc_t, for settings, which most services may read'
			: `${type ?? someType(record)}${allOfFolder(record)}`;
	const whole = treeOf(record, type);
	const tell = (why: string): Remedy => ({
		kind: 'command',
		why,
		text:
			whole === undefined
				? labelLastingly(record, type ?? 'TYPE')
				: labelFolder(whole, type ?? 'TYPE'),
	});
	const then =
		record.subject.type === 'rsync_t' && isWriting(record)
			? RSYNC_WRITES
			: writesForAll(record, type ?? '');
	if (isBelowMnt(record))
		return [
			tell(`${whatHas(record, 'files have')}. Tell what is for this domain ${which}:`),
			...then,
		];
	if (record.object.type === 'home_root_t' && type !== undefined && CONTENT.test(type))
		return [
			{
				kind: 'command',
				why: `home_root_t is the type of /home itself, which what root makes right below it takes over. If it lies in nobody's home, but in a FOLDER of what is served (the root of a site), tell that as a whole ${type}:`,
				text: labelFolder('FOLDER', type),
			},
			{ ...asPolicySays(record), why: `If it is a home: ${whatHas(record, 'files have')}:` },
		];
	const unless = hasNoLabel(record)
		? 'If the policy has no label for that place'
		: 'If it says the same';
	const what = isNotThereYet(record) ? 'folder' : 'file';
	return [
		...(mayBeInPlace(record) ? [rightBelowUsr(record)] : []),
		...(hasNoLabel(record) ? withoutLabel(record) : [asPolicySays(record)]),
		tell(
			`${unless}, and ${whole === 'FOLDER' ? 'what lies there is for this domain alone, tell the folder' : `the ${what} is for this domain, tell it`} ${which}${isOfPlace(record) ? `. Never that for ${OF_PLACE[record.object.type] ?? '/etc'} itself, or a folder that is others', too: then let the service keep it in a folder of its own, and label that` : ''}${isPartOfPlace(record) ? ', FOLDER being what in it is for this alone' : ''}:`,
		),
		...then,
	];
}

/** The folder that is to be labeled with all in it: that of a person's keys, or what a service keeps in a tree of one's own. */
function treeOf(record: AccessRecord, type: string | undefined): string | undefined {
	const path = pathOf(record) ?? '';
	if (type === 'ssh_home_t') return path === '' ? 'HOME/.ssh' : /^(\/.+?\/\.ssh)\//.exec(path)?.[1];
	// The next file of what is served or kept is refused, too, and one that is made anew takes after its folder; a machine
	// is given images one by one.
	const isOne = record.class === 'file' && !VIRTUAL_MACHINE.test(record.subject.type);
	const isKept = CONTENT.test(type ?? '') || isReplaced(record);
	if (path === '' && isOne && isKept) return 'FOLDER';
	// Of what lies in one, the next mailbox or page is refused, too.
	const isOwnTree =
		(/^(?:default|root)_t$/.test(record.object.type) && !OF_SYSTEM.test(path)) ||
		path.startsWith('/srv/');
	if (KNOWN_BELOW_SRV.test(path)) return undefined;
	const isContent =
		(record.class === 'dir' && !path.startsWith('/srv/')) || CONTENT.test(type ?? '');
	if (!isOwnTree || !isContent) return undefined;
	const [, tree = ''] = /^(\/[^/]+\/[^/]+)\/./.exec(path) ?? [];
	return tree === '' || OF_MANY.test(tree) ? undefined : tree;
}

/** Whether a service removes or replaces what it keeps in a folder of its own: the label of the next one is the folder's. */
function isReplaced({ object, permissions }: AccessRecord): boolean {
	const isOfFolder = /^(?:default|mnt|var_lib)_t$/.test(object.type);
	return isOfFolder && permissions.some((each) => /^(?:unlink|rename|create)$/.test(each));
}

/** Folders in / that each system has: a second folder below them is nobody's own. */
const OF_SYSTEM =
	/^\/(?:bin|boot|dev|etc|home|lib\w*|media|mnt|opt|proc|root|run|sbin|sys|tmp|usr|var)\//;
/** Trees that many have a part of: homes, stores of packages and of engines, copies of a whole system. */
const OF_MANY =
	/^\/(?:backup|cvmfs|docker|export|gnu|nix|ostree|snap|sysroot)\/|\/(?:backup|containers?|containerd|docker|etc|home|lib|libvirt|opt|overlay2?|rancher|share|srv|store|tmp|usr|var|volumes)$/;
/** Types of what services keep many files of. */
const CONTENT =
	/_(?:db|(?:rw_)?content|share|store|data|spool|brick)_t$|^(?:httpd_log|tftpdir(?:_rw)?)_t$/;

/** @see rsync.te of Fedora's policy: rsync_data_t is only read without that boolean */
const RSYNC_WRITES: Remedy[] = [
	{
		kind: 'command',
		why: 'And the boolean that lets rsync write such files, which is off otherwise:',
		text: 'setsebool -P rsync_client on',
	},
	{
		kind: 'note',
		why: 'If it is no daemon but a job, as of a unit or a timer that starts rsync(1) itself, let that start a script (in /usr/local/sbin) which calls rsync: then it mostly stays unconfined.',
	},
];

/** Whether something lies on a disk that is mounted below /mnt, as far as is known, of which Fedora's file contexts say <<none>>. */
function isBelowMnt(record: AccessRecord): boolean {
	const path = pathOf(record);
	const isThere = path === undefined || /^\/(?:mnt|media)\/[^/]+\/./.test(path);
	return record.object.type === 'mnt_t' && isThere;
}

/** Whether something lies in a home by its path, and has the type that the policy gives to all there. */
function isInItsHome(record: AccessRecord): boolean {
	const path = pathOf(record);
	if (path === undefined || !isInHome(record)) return false;
	return record.object.type === (path.startsWith('/root/') ? 'admin_home_t' : 'user_home_t');
}

function elsewhereThanHome(record: AccessRecord, type?: string): Remedy {
	return {
		kind: 'command',
		why: `It lies in a home, by its path, and ${record.object.type} is the type for that: mostly nothing is wrong with the label, and restorecon changes nothing. It is the place: policies keep most services out of homes, mostly the folders on the way to it included, so that a label of this alone would probably not do either. Have whoever names that path (the service's settings, a program that uses the service) use the service's own place, or a FOLDER outside of homes, with ${type ?? someType(record)}:`,
		text: `semanage fcontext -a -t ${type ?? 'TYPE'} 'FOLDER(/.*)?' && restorecon -Rv FOLDER`,
	};
}

/** Whether something is only read that has the type of all below /usr, and may well lie there. */
function mayBeInPlace(record: AccessRecord): boolean {
	const { object, permissions, subject } = record;
	if (object.type !== 'usr_t' || pathOf(record) !== undefined || isNotThereYet(record))
		return false;
	return (
		!PEOPLE.test(subject.type) &&
		permissions.every((each) => /^(?:getattr|open|read|ioctl|lock|map)$/.test(each))
	);
}

function rightBelowUsr(record: AccessRecord): Remedy {
	const { type } = record.subject;
	return {
		kind: 'note',
		why: `usr_t is right for what lies below /usr and /opt${howToFind(record)}: then probably the policy lacks the rule (files_read_usr_files(${type}) of the reference policy)${ifOfDistribution(type)}: update selinux-policy first. If it lies elsewhere:`,
	};
}

/** Older policies have a type of its own for it; newer ones have that as another name of unlabeled_t. */
export function hasNoLabel({ subject, object }: AccessRecord): boolean {
	return object.type === 'file_t' && subject.user !== 'u';
}

/** What has no label at all is mostly not alone. */
function withoutLabel(record: AccessRecord): Remedy[] {
	if (pathOf(record) === undefined || isNotThereYet(record)) return WITHOUT_LABEL;
	return [
		...WITHOUT_LABEL,
		{ kind: 'command', why: 'Or this one alone:', text: restorecon(record) },
	];
}

/** @see kernel/files.te of older policies, `sid file`, and kernel/kernel.te of newer ones, `typealias unlabeled_t` */
const WITHOUT_LABEL: Remedy[] = [
	{
		kind: 'command',
		why: 'file_t is what files have that have no label at all (newer policies: unlabeled_t): mostly made where SELinux was off, in a folder without a label, or on a disk that was put in. Then it is probably not this one alone: label all that is there, FOLDER being where that disk is mounted, or what holds all of it:',
		text: 'restorecon -Rv FOLDER',
	},
	{
		kind: 'command',
		why: 'If SELinux was off on the whole host, everything at the next boot:',
		text: 'touch /.autorelabel',
	},
];

/** A root of documents, or of what else a service serves, is labeled as a whole. */
function allOfFolder(record: AccessRecord): string {
	if (record.class !== 'file' || isNotThereYet(record) || pathOf(record) === undefined) return '';
	return " (for all below a folder: 'FOLDER(/.*)?', and restorecon -Rv FOLDER)";
}

function asPolicySays(record: AccessRecord): Remedy {
	if (isNotThereYet(record)) {
		const why = `What is made takes after its folder, FOLDER: ${whatHas(record, 'those have')}. See what the policy says of its path, and give it that:`;
		return { kind: 'command', why, text: restorecon(record) };
	}
	const where = madeAndMoved(record);
	if (where !== undefined) {
		return {
			kind: 'command',
			why: `${record.object.type} is what a program makes in ${where}: probably this was made there and moved, and mv(1) keeps the label. Give it the one that the policy has for its path; what moves it again is to use mv -Z or cp, or to make it in its place:`,
			text: restorecon(record),
		};
	}
	return {
		kind: 'command',
		why: `${whatHas(record, 'files have')}. See what the policy says of its path${howToFind(record)}, and give it that:`,
		text: restorecon(record),
	};
}

/** Types of places: files.fc of both policies. */
const OF_PLACE: Record<string, string> = {
	usr_t: '/usr and /opt',
	var_t: '/var and /srv',
	var_lib_t: '/var/lib',
};

/** Whether it is a folder with much else in it, of which a part may be meant. */
function isPartOfPlace(record: AccessRecord): boolean {
	return record.class === 'dir' && isOfEverySystem(pathOf(record) ?? '-');
}

/** Whether the folder that something is made in may be the place itself, which keeps its label. */
function isOfPlace(record: AccessRecord): boolean {
	const { type } = record.object;
	return isNotThereYet(record) && (type === 'etc_t' || Object.hasOwn(OF_PLACE, type));
}

/** Whether a file has the type of a place that it is not in: it was brought from there, and has another by the policy. */
function isOutOfPlace(record: AccessRecord): boolean {
	const path = pathOf(record) ?? '';
	const { type } = record.object;
	if (type === 'usr_t') return /^\/(?:boot|etc|home|root|run|var)\//.test(path);
	return type === 'var_t' && /^\/(?:boot|etc|home|opt|root|usr)\//.test(path);
}

/** Where files get such a type, and how they keep it elsewhere. */
function whatHas({ object: { type } }: AccessRecord, have: string): string {
	if (/^user_tmp(?:fs)?_t$/.test(type))
		return `${type} is what programs of logins make in /tmp: probably it was made there, and mv(1) has brought it with its label`;
	if (type === 'mnt_t')
		return 'mnt_t is the label of /mnt and of mount points: what is made on a disk that is mounted there takes it over, and below /mnt itself the policy has no other label, so that restorecon changes nothing there';
	if (type === 'etc_t')
		return `etc_t is what ${have} below /etc that nobody has labeled otherwise, and what mv(1) has brought from there`;
	if (type === 'home_root_t')
		return 'home_root_t is the type of /home itself, which what root or an installer makes right below it takes over (mkdir; useradd gives a home its own), and then all in that. Give the whole home its labels, HOME being that (restorecon -RF HOME), for its keys and settings have others';
	if (Object.hasOwn(OF_PLACE, type))
		return `${type} is what the policy gives to all below ${OF_PLACE[type]} for which no module has another label, or mv(1) has brought it from there`;
	if (type === 'default_t')
		return "default_t is what the policy gives to paths that it does not know, as a folder of one's own in /, and what mv(1) has brought from there";
	if (type === 'root_t')
		return "root_t is the type of / itself, which what is made in a folder of one's own there takes over";
	if (type === 'etc_runtime_t')
		return `etc_runtime_t is what programs make in /etc and in / while the host starts: elsewhere it was brought from there with its label, or made in a folder that has it`;
	if (type === 'tmp_t')
		return `tmp_t is the type of /tmp and /var/tmp, which keep it, and of what is made there; elsewhere mv(1) has brought it`;
	return /_home(?:_dir)?_t$/.test(type)
		? `${type} is what ${have} in a home: probably it was made there, and mv(1) or an archive has brought it with its label`
		: `${type} is what ${have} that nobody has labeled otherwise, or that mv(1) has brought from elsewhere`;
}

/** @see bind.fc of Fedora's policy: below /var/named lie the types of the chroot, too, so all of it is to keep its labels */
const ZONES_OF_OTHERS: Remedy = {
	kind: 'note',
	why: 'named_zone_t is for zones that named mostly only reads. What it writes itself, as secondary and dynamic zones, goes best into /var/named/slaves or /var/named/dynamic (Debian: /var/cache/bind), which are named_cache_t (file slaves/ZONE in named.conf). The folder of all zones keeps its label, for what lies below has others.',
};

/** Whether it is the folder of a site, with its pages and programs, or something that is to be made right in it. */
function isWholeSite(record: AccessRecord): boolean {
	const { class: of, object, details } = record;
	if (!/^(?:httpd_sys_content|public_content|rsync_data|tftpdir)_t$/.test(object.type))
		return false;
	const path = pathOf(record)?.replace(/(?<=.)\/$/, '');
	const folder = of === 'dir' || path === undefined ? path : folderOf(path);
	if (folder === undefined)
		return (
			of === 'dir' && /^(?:html|www|htdocs|public|public_html|web|site)$/.test(details.name ?? '')
		);
	const isSite =
		/^\/var\/(?:www(?:\/[^/]+)?|ftp|lib\/tftpboot)$|^\/[^/]+$|\/(?:html|www|htdocs|public|public_html|web|ftp|rsync|tftp)$/.test(
			folder,
		);
	return isSite && (of === 'dir' || isNotThereYet(record));
}

function inSite({ object }: AccessRecord, type: string): Remedy {
	return {
		kind: 'command',
		why: `${object.type} is for what the service mostly only reads, and this is probably the folder of a whole site, or of all that is served: with the type beside it, ${type}, whoever takes the service over, or may upload, could change all of it, programs, too. Have what is written go into a folder of its own in it, FOLDER (uploads, cache), and give that alone the type (for known applications policies have it by their paths: restorecon -Rv of that folder first):`,
		text: `semanage fcontext -a -t ${type} 'FOLDER(/.*)?' && restorecon ${restoreconOptions('Rv', object)} FOLDER`,
	};
}

/** @see apache.fc of Fedora's policy: uploads, wp-content, sites/default/files, nextcloud/data and others below /var/www */
function restoredFirst(record: AccessRecord): string {
	const path = pathOf(record) ?? '';
	if (!/^\/(?:var\/www|usr\/share|srv\/(?:[^/]+\/)?www)\/./.test(path) || isOfEverySystem(path))
		return '';
	return ` Policies have the other type by their paths for what known applications write (uploads, wp-content, sites/default/files): \`${restorecon(record)}\` first, which is enough where it changes the label.`;
}

/** Whether it is where the policy has the type to write for named already. */
export function isPlaceToWrite(record: AccessRecord): boolean {
	const isPlace =
		/^\/var\/(?:named\/(?:chroot\/var\/named\/)?(?:dynamic|slaves|data)|cache\/bind)(?:\/|$)/;
	return isPlace.test(pathOf(record) ?? '') && record.object.type === 'named_zone_t';
}

const LOST_BY_ZONES: Remedy = {
	kind: 'command',
	why: 'It lies where the policy has named_cache_t, which named may write, and has lost that (copied or unpacked there, by cp -a, rsync -X or tar). Give it back; no boolean is needed then:',
};

function toWrite(record: AccessRecord, type: string): Remedy {
	if (isWholeSite(record)) return inSite(record, type);
	return {
		kind: 'command',
		why: `${record.object.type} is for what the service mostly only reads.${restoredFirst(record)} There is a type beside it for what it is to write, and no more of it${howToFind(record)}:`,
		text: labelLastingly(record, type),
	};
}

/** What is for all servers of files takes a boolean of each that is to write it. */
function writesForAll({ subject }: AccessRecord, type: string): Remedy[] {
	const server = fileServerOf(subject.type);
	if (type !== 'public_content_rw_t' || server === undefined) return [];
	return [
		{
			kind: 'command',
			why: 'And the boolean that lets this server write it, which is off otherwise:',
			text: `setsebool -P ${server.anonWrite} on`,
		},
	];
}

/** What a program looks for in each home, as in root's where a service runs it: `.rpmmacros`, `.gitconfig`. */
function isSettingOfHome({ subject, object, details, permissions }: AccessRecord): boolean {
	const name = details.path?.split('/').pop() ?? details.name ?? '';
	const isService = !/^(?:unconfined|staff|user|sysadm|guest|xguest|sshd|init|crond)_t$/.test(
		subject.type,
	);
	const isReading = permissions.every((one) =>
		/^(?:getattr|open|read|search|ioctl|lock|map)$/.test(one),
	);
	return (
		isService && isReading && /^\.\w/.test(name) && /^(?:admin|user)_home_t$/.test(object.type)
	);
}

function noRecord(record: AccessRecord): Remedy {
	return hushed(
		record,
		'Programs look for settings of theirs in the home of who runs them. Where the program is there for that, a newer policy may have the rule (update selinux-policy). If the service does without, it is harmless, and the label is right: no record of it any more, and nothing allowed:',
	);
}
