// A summary of setroubleshoot without its record: what may be said by what it names, which is the program and
// the permission, and mostly a path, a port or a type. It names no contexts, so all of it is 'probably'.

import { shellWord } from '@peercon/context/foreign-text';
import type { KernelMessage } from '@peercon/records';
import { NOUNS } from '../check/words.ts';
import type { Said } from '../explain-error.ts';
import { isForAllFiles, isOfManyDomains } from '../layer/booleans.ts';
import type { LayerName } from '../layer/layer.ts';
import { isOfBooleans } from '../layer/pasted.ts';
import { recentRecords } from '../names.ts';
import {
	asksForCapability,
	isOfOwnerOrMode,
	RECORD_OF_FILE,
	recordMore,
} from '../remedy/capability.ts';
import { isContainer } from '../remedy/container-domain.ts';
import { logFolder } from '../remedy/log-folder.ts';
import { withoutMemory } from '../remedy/memory.ts';
import { HANDED_TO_CONTAINER } from '../remedy/passed.ts';
import { relocations } from '../remedy/relocations.ts';
import type { Remedy } from '../remedy/remedy.ts';
import { inLikelyPlace, ofLikelyProcess } from './likely-record.ts';
import { byPath, isFoundRight, isLinkOfLog, isOfKernel, withRightLabel } from './of-path.ts';
import { byPort, isOfKnownService } from './of-port.ts';
import { adviceOfPlugins, lastOfPlugins, restoredPath } from './plugins.ts';

/** What a summary tells: KernelMessage's details, of records' sealert.ts. */
type Details = KernelMessage['details'];

/** What a summary tells, with the program as a name and the permissions as a list. */
export interface Summary extends Details {
	/** The program's name without its folder; empty where the report does not tell it. */
	name: string;
}

/** Explains a summary as far as it goes. */
export function summary(details: Details): Said {
	const { program = '', permissions = '' } = details;
	// A path is of the program; otherwise it is comm=, which may have a slash, too.
	const name = program.startsWith('/') ? (program.split('/').pop() ?? program) : program;
	const told: Summary = { ...details, name };
	const names = permissions.split(' ');
	if (details.plugin === 'leaks') return leaked(told, names);
	const isLack = isOfKnownService(details);
	const advice = adviceOfPlugins(told);
	const ofMemory = withoutMemory(details.class, names, name);
	const last = ofMemory.length > 0 ? [] : lastOfAll(details, names);
	// What sealert has found by a look at the host is no guess.
	const isFound = restoredPath(told) !== undefined || isOfProgram(details);
	return {
		sentence: sentenceOf(told, names),
		certain: false,
		layer: { name: layerOf(details), reason: reasonOf(details), basis: 'record' },
		remedies: [
			...(isFound ? advice : []),
			seeRecord(name, details),
			...(isLack ? last : []),
			...ofMemory,
			...(isFound ? [] : advice),
			...byPort(told, names),
			...ofCodeOrLabel(told, names),
			...(isOfMoved(details) ? [MOVED] : []),
			...ofLikelyProcess(told, names),
			...byCapability(told, names),
			...(isOfContainer(details) ? [{ kind: 'note' as const, why: HANDED_TO_CONTAINER }] : []),
			...(permissions === 'setattr' && !/^\//.test(details.path ?? '') ? [SETS_ATTRIBUTES] : []),
			...(isLack ? [] : last),
			...lastOfPlugins(told),
		],
	};
}

/**
 * What sealert's plugin leaks finds: a descriptor that was there already, for no opening was refused.
 *
 * @see leaks.py of setroubleshoot-plugins
 */
function leaked(told: Summary, names: string[]): Said {
	return {
		sentence: sentenceOf(told, names),
		certain: false,
		layer: {
			name: 'type enforcement',
			reason:
				'sealert finds that it was probably passed on (its plugin leaks): a descriptor of who started the program, which that has not opened itself.',
			basis: 'record',
		},
		remedies: [
			{
				kind: 'note',
				why: 'Then the label is as it should be, and restorecon no answer. Mostly it is what a shell has opened for a command (PROGRAM >FILE): the program goes on without, and what it writes there is lost. Where that is wanted, put a pipe between (PROGRAM | cat >FILE), or have it write to a file of its own.',
			},
			seeRecord(told.name, told),
		],
	};
}

function sentenceOf(told: Summary, names: string[]): string {
	const program = told.name === '' ? 'A program' : shellWord(told.name);
	return `${program} may not ${whatOf(told, names)}.`;
}

function whatOf({ path, port, label, class: of, protocol = '' }: Summary, names: string[]): string {
	if (port !== undefined && names.length === 1) {
		const what = `${protocol.toUpperCase() || 'the'} port ${port}`;
		if (names[0] === 'name_bind') return `bind ${what}`;
		if (names[0] === 'name_connect') return `connect to ${what}`;
	}
	const all = names.join(', ');
	const access = all === '' ? 'use' : `have the access '${all}'`;
	if (isCapability(of)) return `use the capability ${names.join(' and ')}`;
	const words = [
		of === undefined && label !== undefined ? 'something' : nounOf(of),
		path && shellWord(path),
		label && `labeled ${label}`,
		port && `port ${port}`,
	].filter(Boolean);
	if (words.length === 0) return access;
	return `${access} ${all === '' ? '' : 'to '}${words.join(' ')}`;
}

function nounOf(of: string | undefined): string | undefined {
	if (of === undefined) return undefined;
	if (/^process2?$/.test(of)) return 'a process';
	return `the ${NOUNS[of] ?? of.replaceAll('_', ' ')}`;
}

function isOfFile(of: string | undefined): boolean {
	return /^dir$|file$/.test(of ?? '');
}

function isCapability(of: string | undefined): boolean {
	return /^cap(?:ability2?|2?_userns)$/.test(of ?? '');
}

/** Whether sealert names a boolean that is not for very many domains, or names nothing else before it. */
function isOfNarrowBoolean({ booleans = '', plugin = '' }: Details): boolean {
	const names = booleans.split(' ').filter((name) => name !== '');
	return names.some((name) => !isOfManyDomains(name)) || (names.length > 0 && isOfBooleans(plugin));
}

/** sealert's opinion, where the plugin with the most confidence names a boolean that is not for all. */
function layerOf({ booleans = '', plugin = '' }: Details): LayerName {
	const isOwn = booleans
		.split(' ')
		.some((name) => name !== '' && (!isOfManyDomains(name) || isForAllFiles(name)));
	return isOwn && isOfBooleans(plugin) ? 'boolean' : 'type enforcement';
}

function reasonOf(details: Details): string {
	const { missing, domain } = details;
	if (missing === undefined)
		return `The summary names no contexts, so nobody can tell from it alone which layer it was; ${mostly(details)}.`;
	const names = missing
		.split(' ')
		.join(', ')
		.replace(/, (?=\S+$)/, ' and ');
	const known = domain === undefined ? '' : ` The domain is ${domain}.`;
	return `The record is probably cut off (a pager does so): without ${names} nobody can tell which layer it was; ${mostly(details)}.${known}`;
}

function mostly(details: Details): string {
	const { path, port, class: of, permissions = '' } = details;
	if (isOfCode(permissions.split(' ')))
		return 'but execmod tells the cause: code that was changed in memory';
	if (restoredPath({ ...details, name: '' }) !== undefined)
		return 'but sealert has found that the label is not the one that the policy has for the path';
	if (isOfProgram(details))
		return 'but sealert has found that the label of the program is not the one that the policy has for its path';
	if (isOfNarrowBoolean(details)) return 'but sealert names a boolean that would allow it';
	if (isOfSocket(of)) return 'mostly no rule has it';
	if (isFoundRight(details) && logFolder(path ?? '') !== undefined)
		return 'and sealert finds the label of its path right, which is probably none of logs';
	if (isFoundRight(details))
		return 'and sealert names no label for its path: probably no rule has it';
	if (path !== undefined && isOfKernel(path))
		return 'the kernel shows what is there, so it is no label, and mostly no rule has it';
	if (isLinkOfLog(path ?? '', of)) return 'mostly no rule has it';
	if (path !== undefined || isOfFile(of)) return 'of files it is mostly a label';
	if (isOfKnownService(details))
		return 'and sealert names no boolean that would let it connect to that port: probably no rule has it';
	if (permissions === 'name_connect')
		return 'of what a service connects to it is mostly a boolean of its own that is off, or the type of the port';
	if (port !== undefined)
		return 'of ports it is mostly that this one has not the type of those that the service may use';
	if (isCapability(of) && /\bdac_(?:override|read_search)\b/.test(permissions))
		return 'of this capability it is mostly that owner and mode of a file keep root out';
	if (isCapability(of))
		return 'of capabilities it is mostly that no rule has it, and often nothing is lost without';
	return 'mostly no rule has it';
}

/** Whether the label of who asked is what is wrong, by the plugin with the most confidence. */
function isOfProgram({ plugin, programPath }: Details): boolean {
	return plugin === 'restorecon_source' && programPath !== undefined;
}

function seeRecord(name: string, { missing, domain }: Details): Remedy {
	// A domain is no comm=.
	const program = name === '' || name === domain ? undefined : name;
	return {
		kind: 'command',
		why:
			missing === undefined
				? 'See the record, with both contexts, and have that explained (recent is of the last ten minutes; otherwise -ts and its day):'
				: 'See the whole record, and have that explained (where there is no auditd: `journalctl --no-pager -l -g avc:`):',
		text: recentRecords(program),
	};
}

/** @see utimensat(2), chmod(2), chown(2) */
const SETS_ATTRIBUTES: Remedy = {
	kind: 'note',
	why: 'setattr is asked for to change mode, owner or times. A program that only reads the file, or runs it, mostly puts its times back (libmagic does), and nothing is lost without: probably the policy lacks a rule that hides it. Update selinux-policy; no chmod and no label.',
};

/** A name alone has no path to look at. */
const MOVED: Remedy = {
	kind: 'note',
	why: 'Where the service keeps its files in another place than the policy expects (a data folder that was moved), that folder probably wants the type of the one before: tell the policy so with `semanage fcontext`, and give it with `restorecon -Rv`.',
};

function isOfMoved({ missing, path = '/', class: of }: Details): boolean {
	return missing !== undefined && !path.startsWith('/') && (of === undefined || isOfFile(of));
}

/** Sockets with a path: what is compared is the process that listens. */
function isOfSocket(of: string | undefined): boolean {
	return /^unix_\w+_socket$/.test(of ?? '');
}

const WHO_LISTENS: Remedy = {
	kind: 'note',
	why: "What is compared is the domain of the process that listens there, and no label of the socket's file: restorecon changes nothing. If that process is in another domain than it should be (`ps -eZ`), label its program, and start it again.",
};

/** Whether sealert would give a path another label than the policy has for it: restorecon changes nothing then. */
function isLabeledByPlugin({ proposedType, proposedPath = '' }: Summary): boolean {
	return proposedType !== undefined && proposedPath.startsWith('/');
}

/** Booleans for file systems of the network, whose files have one label for all: no path labels them. */
function isOfNetworkFiles({ booleans = '', plugin = '' }: Summary): boolean {
	return (
		isOfBooleans(plugin) &&
		/_use_(?:nfs|samba|cifs|fusefs|sshfs|ecryptfs)|_(?:nfs|cifs|fusefs)(?:\s|$)/.test(booleans)
	);
}

/** What older kernels gave to files that have no label. */
const WITHOUT_LABEL: Remedy = {
	kind: 'command',
	why: 'file_t is what files have that have no label: mostly made where SELinux was off, or on a disk that was put in. Label what is there (restorecon -R FOLDER); if much is so, everything at the next boot:',
	text: 'touch /.autorelabel',
};

/** @see file.py of setroubleshoot-plugins, for what has file_t or unlabeled_t */
const FOUND_WITHOUT_LABEL: Remedy = {
	kind: 'command',
	why: 'sealert finds that it has no label (its plugin file). Mostly it is not alone: the system has lost its labels, or never had them (SELinux was off for a while, a disk was copied or restored without them). Label everything at the next boot, with enforcing=0 on the command line of the kernel if services do not start; if it is one folder, restorecon -Rv of that:',
	text: 'touch /.autorelabel',
};

function aboutLabel(told: Summary, names: string[]): Remedy[] {
	const { path = '', label, class: of, plugin } = told;
	if (isOfSocket(of)) return [WHO_LISTENS];
	if (label === 'file_t') return [WITHOUT_LABEL];
	if (plugin === 'file') return [FOUND_WITHOUT_LABEL];
	if (isFoundRight(told)) {
		const likely = inLikelyPlace(told, names);
		return likely.length > 0 ? likely : withRightLabel(path);
	}
	if (path.startsWith('/') || isOfKernel(path) || label === undefined || !isOfFile(of))
		return byPath(told, names);
	return [
		{
			kind: 'command',
			why: `Probably its label, ${label}, is not the one that the policy has for its path, PATH (path= or name= of the record). This says so, and without -n gives it:`,
			text: 'restorecon -nv PATH',
		},
	];
}

/** Text relocations are of a file, whatever its label; a label that sealert has told is no question any more. */
function ofCodeOrLabel(told: Summary, names: string[]): Remedy[] {
	const { class: of = 'file' } = told;
	if (isOfCode(names) && isOfFile(of) && of !== 'dir') return ofCode(told);
	const isTold =
		restoredPath(told) !== undefined || isLabeledByPlugin(told) || isOfNetworkFiles(told);
	return isTold ? [] : aboutLabel(told, names);
}

/** Code of a file that was changed in memory is to be executed: text relocations, whatever the file's label. */
function isOfCode(names: string[]): boolean {
	return names.includes('execmod');
}

function ofCode({ path }: Summary): Remedy[] {
	return relocations(path?.startsWith('/') ? path : 'PATH');
}

/** What a capability is asked for, whatever the types. */
function byCapability({ class: of }: Summary, names: string[]): Remedy[] {
	if (!isCapability(of)) return [];
	const asks = new Set(names.flatMap((name) => asksForCapability(name) ?? []));
	return [
		...[...asks].map((why): Remedy => ({ kind: 'note', why })),
		...(names.some(isOfOwnerOrMode) ? [recordMore(RECORD_OF_FILE)] : []),
	];
}

/** Whether a container uses a socket of IP that is there already: its own have its own label, which policies allow. */
function isOfContainer({ class: of = '', domain = '', missing }: Details): boolean {
	return missing !== undefined && /^(?:tcp_|udp_|sctp_)?socket$/.test(of) && isContainer(domain);
}

/** Where nothing better was found: files have labels, and ports have types. */
function lastOfAll(details: Details, names: string[]): Remedy[] {
	const { path, port, booleans, plugin, class: of } = details;
	const isAnswered =
		isOfProgram(details) ||
		booleans !== undefined ||
		(path !== undefined && !isOfSocket(of)) ||
		isOfFile(of);
	if (isAnswered || names.some(isOfOwnerOrMode)) return [];
	const found = isOfKnownService(details)
		? 'sealert has found no boolean for it (its plugin catchall): p'
		: plugin === 'catchall' && port === undefined
			? 'sealert has found neither a boolean nor a label to change (its plugin catchall): p'
			: port === undefined
				? 'P'
				: 'If neither a type of the port nor a boolean is the answer: p';
	const unless = isCapability(of) ? ', if it does not work without' : '';
	return [
		{
			kind: 'note',
			why: `${found}robably the policy lacks a rule${unless}. Update selinux-policy (or what brings the program's own policy), or report it to the distribution; until then put the one rule that the full record's explanation prints into a module.`,
		},
	];
}
