// A file with the wrong label: the everyday reason why a domain may not do what it does elsewhere.

import type { AccessRecord } from '@peercon/records';
import { containerLabel, hasPathOfContainer, IMAGE, isContainer, isVolume } from './container.ts';
import {
	isFoldersType,
	isMadeAnew,
	isMadeWithoutType,
	labelOfMade,
	labelOfMaker,
} from './made-anew.ts';
import { fileOfUnit, isWritten } from './of-unit.ts';
import { ownType, writableType } from './own-type.ts';
import { howToFind, isNotThereYet, labelLastingly, pathOf, restorecon } from './path.ts';
import { entersDomain, misplacedProgram, untypedProgram } from './program-file.ts';
import type { Remedy } from './remedy.ts';
import { hushed } from './rule.ts';

/** Types that files have where nobody said what they are: those of their folder, or of a home. */
const GENERIC =
	/^(?:default|file|mnt|tmp|user_tmp|var|var_lib|var_run|usr|etc|user_home|home_root|admin_home|unconfined_home|device)_t$/;
/** A folder of another of those types is what it says. */
const NO_FOLDERS_OWN = /^(?:default|file|mnt)_t$/;
/** And where a service has a type of its own for its files, it may keep them in such a folder, too. */
const FOLDERS_OF_SERVICES = /^(?:default|file|mnt|usr|var_lib)_t$/;
const FILE = /^(?:dir|file|lnk_file|sock_file|fifo_file|chr_file|blk_file)$/;

/**
 * What to look at before a rule, where the object's type is nobody's own.
 *
 * @returns commands and notes, or none where the label says something
 */
export function fileLabel(record: AccessRecord): Remedy[] {
	const { class: of, subject, object, permissions } = record;
	if (!FILE.test(of)) return [];
	if (isContainer(subject.type)) return containerLabel(record);
	if (isVolume(object.type) && !/^(?:container_|kernel_t)/.test(subject.type))
		return [LABELED_FOR_CONTAINERS];
	if (permissions.includes('execmod')) return executableMemory(record);
	if (permissions.includes('entrypoint')) return [lostEntry(record)];
	const program = [...entersDomain(record), ...misplacedProgram(record), ...untypedProgram(record)];
	if (program.length > 0) return program;
	const writable = writableType(record);
	if (writable !== undefined) return [toWrite(record, writable)];
	const unit = fileOfUnit(record);
	if (unit.length > 0) return isWritten(record) ? unit : [asPolicySays(record), ...unit];
	if (isMadeWithoutType(record) && ownType(record) === undefined) return [labelOfMade(record)];
	if (!isNobodys(record)) return [];
	if (isSettingOfHome(record)) return [noRecord(record)];
	const label = isMadeAnew(record) ? labelOfMaker(record) : labelOfPath(record);
	return [...homesElsewhere(record), ...label];
}

function isNobodys(record: AccessRecord): boolean {
	const { class: of, object } = record;
	if (/^(?:sock|fifo)_file$/.test(of)) return isFoldersType(object.type);
	if (of !== 'dir') return GENERIC.test(object.type);
	const type = ownType(record);
	const folders = type === undefined ? NO_FOLDERS_OWN : FOLDERS_OF_SERVICES;
	return (
		folders.test(object.type) ||
		(type === 'ssh_home_t' && /^(?:admin|user)_home_t$/.test(object.type))
	);
}

const LOGIN =
	/^(?:sshd|sshd_session|local_login|remote_login|xdm|su|sudo|oddjob_mkhomedir|systemd_logind|pasta|container_runtime)_t$/;

/** Homes that lie elsewhere than the policy expects them. */
function homesElsewhere({ subject, object, class: of }: AccessRecord): Remedy[] {
	if (!LOGIN.test(subject.type) || of !== 'dir' || !NO_FOLDERS_OWN.test(object.type)) return [];
	return [
		{
			kind: 'command',
			why: 'If it is where homes lie on this host, tell the policy that PLACE is to be labeled as /home is:',
			text: 'semanage fcontext -a -e /home PLACE && restorecon -RF PLACE',
		},
	];
}

function labelOfPath(record: AccessRecord): Remedy[] {
	const type = ownType(record);
	const which = type ?? 'a TYPE that the domain may use';
	return [
		asPolicySays(record),
		{
			kind: 'command',
			why: `If it says the same, and the ${isNotThereYet(record) ? 'folder' : 'file'} is for this domain, tell it ${which}${allOfFolder(record)}:`,
			text: labelLastingly(record, type ?? 'TYPE'),
		},
	];
}

/** A root of documents, or of what else a service serves, is labeled as a whole. */
function allOfFolder(record: AccessRecord): string {
	if (record.class !== 'file' || isNotThereYet(record) || pathOf(record) === undefined) return '';
	return " (for all below a folder: 'FOLDER(/.*)?', and restorecon -Rv FOLDER)";
}

function asPolicySays(record: AccessRecord): Remedy {
	if (isNotThereYet(record)) {
		const why = `What is made takes after its folder, FOLDER: ${record.object.type} is what those have that nobody has labeled otherwise, or that mv(1) has brought from elsewhere. See what the policy says of its path, and give it that:`;
		return { kind: 'command', why, text: restorecon(record) };
	}
	return {
		kind: 'command',
		why: `${record.object.type} is what files have that nobody has labeled otherwise, or that mv(1) has brought from elsewhere. See what the policy says of its path${howToFind(record)}, and give it that:`,
		text: restorecon(record),
	};
}

function toWrite(record: AccessRecord, type: string): Remedy {
	return {
		kind: 'command',
		why: `${record.object.type} is to be read alone. There is a type beside it for what the service is to write, and no more of it${howToFind(record)}:`,
		text: labelLastingly(record, type),
	};
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
		'Programs look for settings of theirs in the home of who runs them. If the service does without, it is harmless, and the label is right: no record of it any more, and nothing allowed:',
	);
}

/** A volume of a container that a program of the host is to use, too. */
const LABELED_FOR_CONTAINERS: Remedy = {
	kind: 'command',
	why: 'Its label is for containers: an engine gave it for an option :z or :Z. If no container needs it any more, give it the label that the policy has for its PATH on the host (-F, for restorecon leaves this type alone otherwise):',
	text: 'restorecon -RFv PATH',
};

/** Of a program that a domain is entered through; its type is what makes it that. */
function lostEntry(record: AccessRecord): Remedy {
	if (hasPathOfContainer(record)) return IMAGE;
	return {
		kind: 'command',
		why: `The domain is entered through its own programs alone. If this is one of them, it has lost its label, as after an update that wrote it anew. Give it that back (a rule for ${record.object.type} would let every such program be the domain):`,
		text: restorecon(record),
	};
}

/** Code that was written into what a file is mapped from: text relocations, or a compiler at run time. */
function executableMemory(record: AccessRecord): Remedy[] {
	const boolean: Remedy = {
		kind: 'note',
		why: 'There is a boolean, too, for every file of those that nothing confines and of logins: selinuxuser_execmod (Fedora, RHEL), allow_execmod (the reference policy).',
	};
	// What memfd_create(2) makes has no place in a file system, and no label to be given.
	if (record.details.path?.startsWith('/memfd:')) {
		const why =
			'The program compiles while it runs, into memory that it has no file for. Many have an option to do without.';
		return [{ kind: 'note', why }, boolean];
	}
	return [textRelocations(record), boolean];
}

function textRelocations(record: AccessRecord): Remedy {
	return {
		kind: 'command',
		why: 'A library with text relocations is best built anew (gcc -fPIC). If it cannot be, and is trusted, label it:',
		text: labelLastingly(record, 'textrel_shlib_t'),
	};
}
