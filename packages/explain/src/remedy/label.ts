// A file with the wrong label: the everyday reason why a domain may not do what it does elsewhere.

import type { AccessRecord } from '@peercon/records';
import { command, operand } from '../names.ts';
import { containerLabel, hasPathOfContainer, IMAGE, isContainer, isVolume } from './container.ts';
import type { Remedy } from './remedy.ts';

/** Types that files have where nobody said what they are: those of their folder, or of a home. */
const GENERIC =
	/^(?:default|file|mnt|tmp|user_tmp|var|var_lib|var_run|usr|etc|user_home|admin_home|unconfined_home|device)_t$/;
/** A folder of another of those types is what it says. */
const NO_FOLDERS_OWN = /^(?:default|file|mnt)_t$/;
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
	if (isVolume(object.type) && !/^(?:container_|init_t|kernel_t)/.test(subject.type))
		return [LABELED_FOR_CONTAINERS];
	if (permissions.includes('execmod')) return [textRelocations(record)];
	if (permissions.includes('entrypoint')) return [lostEntry(record)];
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
		text: restorecon(pathOf(record)),
	};
}

function textRelocations(record: AccessRecord): Remedy {
	return {
		kind: 'command',
		why: 'A library with text relocations is best built anew (gcc -fPIC). If it cannot be, and is trusted, label it:',
		text: `semanage fcontext -a -t textrel_shlib_t ${pattern(record)} && ${restorecon(pathOf(record))}`,
	};
}

/** The whole path, where the record has it: `name` is its last part alone. */
function pathOf(record: AccessRecord): string | undefined {
	if (hasPathOfContainer(record)) return undefined;
	const path = record.details.path?.replace(/ \(deleted\)$/, '');
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
