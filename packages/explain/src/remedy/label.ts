// A file with the wrong label: the everyday reason why a domain may not do what it does elsewhere.

import type { AccessRecord } from '@peercon/records';
import { command, operand } from '../names.ts';
import type { Remedy } from './remedy.ts';

/** Types that files have where nobody said what they are: those of their folder, or of a home. */
const GENERIC =
	/^(?:default|file|mnt|tmp|user_tmp|var|var_lib|var_run|usr|etc|user_home|admin_home|unconfined_home|device)_t$/;
/** A folder of another of those types is what it says. */
const NO_FOLDERS_OWN = /^(?:default|file|mnt)_t$/;
const FILE = /^(?:dir|file|lnk_file|sock_file|fifo_file|chr_file|blk_file)$/;
const CONTAINER = /^(?:container_\w*t|svirt_lxc_net_t|.+\.process)$/;

/**
 * What to look at before a rule, where the object's type is nobody's own.
 *
 * @returns commands and notes, or none where the label says something
 */
export function fileLabel(record: AccessRecord): Remedy[] {
	const { class: of, subject, object, permissions } = record;
	if (!FILE.test(of)) return [];
	if (permissions.includes('execmod')) return executableMemory(record);
	if (permissions.includes('entrypoint')) return [lostEntry(record)];
	if (CONTAINER.test(subject.type) && !/^container_/.test(object.type) && isOnDisk(record)) {
		return [
			{
				kind: 'note',
				why: `A container may use files labeled container_file_t. If this is a volume of it, let the engine label it: -v PATH:PATH:Z for one container, :z for several. Not so /home, /etc or /usr as a whole: the host's own programs would lose them.`,
			},
		];
	}
	if (!(of === 'dir' ? NO_FOLDERS_OWN : GENERIC).test(object.type)) return [];
	return [
		{
			kind: 'command',
			why: `${object.type} is what files have that nobody has labeled otherwise. See what the policy says of its path, and give it that:`,
			text: restorecon(pathOf(record)),
		},
		{
			kind: 'command',
			why: 'If it says the same, and the file is for this domain, tell it a TYPE that the domain may use:',
			text: `semanage fcontext -a -t TYPE ${pattern(record)} && ${restorecon(pathOf(record))}`,
		},
	];
}

function isOnDisk({ details, object }: AccessRecord): boolean {
	return (
		!/^(?:tmpfs|devtmpfs|proc|sysfs|cgroup2?|pipefs|sockfs)$/.test(details.dev ?? '') &&
		(/^(?:home_root|user_home_dir|root)_t$/.test(object.type) ||
			GENERIC.test(object.type) ||
			/_(?:home|content|rw|data|lib|log|var)_t$|^(?:nfs|cifs|var_log)_t$/.test(object.type))
	);
}

/** Of a program that a domain is entered through; its type is what makes it that. */
function lostEntry(record: AccessRecord): Remedy {
	return {
		kind: 'command',
		why: `The domain is entered through its own programs alone. If this is one of them, it has lost its label, as after an update that wrote it anew. Give it that back (a rule for ${record.object.type} would let every such program be the domain):`,
		text: restorecon(pathOf(record)),
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
		text: `semanage fcontext -a -t textrel_shlib_t ${pattern(record)} && ${restorecon(pathOf(record))}`,
	};
}

/** The whole path, where the record has it: `name` is its last part alone. */
function pathOf({ details }: AccessRecord): string | undefined {
	const path = details.path?.replace(/ \(deleted\)$/, '');
	return path?.startsWith('/') && !/^\/proc\//.test(path) ? path : undefined;
}

/** The path as semanage-fcontext(8) takes it, which is a regular expression. */
function pattern(record: AccessRecord): string {
	const path = pathOf(record);
	return path === undefined ? 'PATH' : command(path.replace(/[.+*?^$()[\]{}|\\]/g, '\\$&'));
}

/**
 * The command that gives a file the label that the policy has for its path.
 *
 * @param path - the whole path, or undefined for the reader to fill in
 */
export function restorecon(path: string | undefined): string {
	return command('restorecon', '-v', ...operand(path ?? 'PATH'));
}
