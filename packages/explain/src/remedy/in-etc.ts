// What a service writes or makes below /etc, where all that has no type of its own is etc_t, to be read alone.

import type { AccessRecord } from '@peercon/records';
import { isMadeByCall, nameOf } from '../check/situation.ts';
import { command, operand } from '../names.ts';
import { OF_PEOPLE } from './entry.ts';
import { isNamedAnew, isVolatile } from './made-anew.ts';
import { isWriting, stemOf, writesCertificates } from './own-type.ts';
import {
	folderOf,
	isNotThereYet,
	labelFolder,
	labelLastingly,
	literally,
	pathOf,
	restorecon,
} from './path.ts';
import { GAP, policyGap } from './policy-gap.ts';
import type { Remedy } from './remedy.ts';
import { OF_ZONES } from './settings-type.ts';

/**
 * Whom the policy lets write settings has a type of its own for them.
 *
 * @returns none for what is made in /etc itself, which is everybody's and keeps its label
 */
export function writesInEtc(record: AccessRecord): Remedy[] {
	const { subject, object, class: of } = record;
	if (object.type !== 'etc_t' || !/^(?:file|dir|lnk_file)$/.test(of) || !isWriting(record))
		return [];
	if (OF_PEOPLE.test(subject.type) || isVolatile(record)) return [];
	if (isEtcItself(record)) return [inEtcItself(record)];
	const isMadeItself = of === 'dir' && record.permissions.includes('create');
	if (!isMadeItself && isShared(record)) return [sharedInEtc(record), ...policyGap(record)];
	const isMade = isNotThereYet(record) || isMadeByCall(record);
	// The folder's label is what counts for the next one of these.
	if (isNamedAnew(record) && !isMade) return [];
	if (isMadeItself) return [folderBeforehand(record)];
	const folder = isMade ? itsFolder(record) : undefined;
	if (folder === '/etc') return [];
	return [seeType(record, folder), tellType(record, folder)];
}

/** Folders that are for what named writes alone, by their names. */
const OF_ZONES_ALONE = /\/(?:dynamic|ddns|slaves|secondar(?:y|ies))$/;

/** What to do where named(8) keeps zones that it writes itself below /etc; none for other records. */
export function zonesInEtc(record: AccessRecord): Remedy[] {
	const { subject, object } = record;
	if (subject.type !== 'named_t' || object.type !== 'etc_t' || !isWriting(record)) return [];
	const folder = itsFolder(record) ?? '';
	return [
		{
			kind: 'command',
			why: `What is made takes after its folder, FOLDER, and below /etc few are for named to write: best keep what it writes in its own (${OF_ZONES}). Or give FOLDER, if it has such zones alone and is not /etc itself, named_cache_t:`,
			text: labelFolder(OF_ZONES_ALONE.test(folder) ? folder : 'FOLDER', 'named_cache_t'),
		},
	];
}

/** Whether something is to be made or removed in /etc, whose label is nobody's to change. */
/** Whether it is a folder where packages and services put a file each for somebody else (sysctl.d), or a file in one. */
function isShared(record: AccessRecord): boolean {
	const parts = (pathOf(record) ?? nameOf(record)).replace(/\/$/, '').split('/');
	const [own] = stemOf(record.subject.type).split('_');
	// A service's own is in a folder that is named after it: /etc/httpd/conf.d.
	const isOwn = parts.some((each) => own !== undefined && each.startsWith(own));
	return !isOwn && parts.slice(-2).some((each) => /^[\w.-]+\.d$/.test(each));
}

function sharedInEtc({ subject }: AccessRecord): Remedy {
	return {
		kind: 'note',
		why: `It is a folder of /etc in which many have a file each, or such a file: etc_t is right for it, and another type would take it from who reads all of them. Whether ${subject.type} may write there is its policy's to say.`,
	};
}

function isEtcItself({ class: of, details: { path, name } }: AccessRecord): boolean {
	return of === 'dir' && (path === undefined ? name === 'etc' : /^\/etc\/?$/.test(path));
}

function inEtcItself({ subject: { type } }: AccessRecord): Remedy {
	return {
		kind: 'note',
		why: `This is /etc itself, which keeps its label. Whoever changes a file in it mostly makes a temporary one beside it and renames that, and that takes rules for the folder, too; a rule of the policy gives what ${type} makes there a type of its own (files_etc_filetrans() of the reference policy). Update selinux-policy first, which may have it by now. A daemon of one's own better keeps what it writes in a folder of its own, as below /var/lib.`,
	};
}

function itsFolder(record: AccessRecord): string | undefined {
	const path = pathOf(record)?.replace(/(?<=.)\/+$/, '');
	return path === undefined ? undefined : folderOf(path);
}

function seeType(record: AccessRecord, folder: string | undefined): Remedy {
	const { type } = record.subject;
	const takes = isNotThereYet(record)
		? `, and what is made takes after its folder${folder === undefined ? ', FOLDER' : ''}`
		: '';
	const own = writesCertificates(type)
		? 'are probably certificates, which are cert_t'
		: `has mostly a type of its own (\`semanage fcontext -l | grep ${stemOf(type)}\` lists what there is)`;
	return {
		kind: 'command',
		why: `etc_t is the general type of /etc, for what services only read${takes}. What ${type} is to write there ${own}: update selinux-policy, which may have it for the path by now, and give it that:`,
		text:
			folder === undefined ? restorecon(record) : command('restorecon', '-Rv', ...operand(folder)),
	};
}

function tellType(record: AccessRecord, folder: string | undefined): Remedy {
	const type = writesCertificates(record.subject.type) ? 'cert_t' : 'TYPE';
	const its = isNotThereYet(record)
		? ", and the folder is the program's own (never /etc itself)"
		: '';
	return {
		kind: 'command',
		why: `If it still says etc_t${its}, tell it ${type === 'TYPE' ? 'that TYPE' : type} (or let the service keep what it writes elsewhere, below /var/lib, or not save its settings itself, where that is an option):`,
		text: folder === undefined ? labelLastingly(record, type) : labelFolder(folder, type),
	};
}

/** A folder that is there already, with a type for the service, it need not make. */
function folderBeforehand(record: AccessRecord): Remedy {
	const path = pathOf(record)?.replace(/\/+$/, '') ?? 'PATH';
	const type = writesCertificates(record.subject.type) ? 'cert_t' : 'TYPE';
	const which =
		type === 'TYPE'
			? ` (TYPE: \`semanage fcontext -l | grep ${stemOf(record.subject.type)}\` lists what there is, and a newer selinux-policy may have it for that path)`
			: '';
	return {
		kind: 'command',
		why: `A folder of its own below /etc is to have a type that ${record.subject.type} may write${which}, and not etc_t, which it would take over. Make it beforehand${path === 'PATH' ? `, PATH being its path${record.details.name ? ` that ends in ${record.details.name}` : ''}` : ''}:`,
		text: `${command('mkdir', '-p', ...operand(path))} && ${labelFolder(path, type)}`,
	};
}

/** What gives a type to what is made where no folder can be labeled for it, as in /etc itself. */
export function labelOfMadeInEtc(record: AccessRecord): Remedy {
	const { class: of, subject } = record;
	return {
		kind: 'rule',
		why: `${whenByRule(record)} a rule of the policy gives what the domain makes there TYPE, one of its own, with rules for that (the reference policy's interfaces for it end in _filetrans; update selinux-policy first, which may have it by now):`,
		text: `type_transition ${subject.type} etc_t:${of} TYPE;`,
	};
}

function whenByRule(record: AccessRecord): string {
	if (record.class === 'dir') return 'Or';
	const folder = itsFolder(record);
	if (folder === '/etc') return 'What is made takes after its folder, and /etc keeps its label: so';
	const which = folder ?? 'FOLDER is /etc itself, or';
	return `If ${which} has others' files, too:`;
}

/**
 * What to do where a part of systemd makes a file of /etc anew: under a made-up name beside it, with the label that the
 * policy has for the path that it is to have.
 *
 * @returns none for other records
 * @see mac_selinux_create_file_prepare in systemd's src/shared/selinux-util.c, and tempfn_random
 */
export function replacedBySystemd({ class: of, subject, object, details }: AccessRecord): Remedy[] {
	const [, name] = /^\.#([\w.-]+?)[\da-f]{16}$/.exec(details.name ?? '') ?? [];
	const isSystemd = /^(?:systemd-|\(?sd-)/.test(details.comm ?? '');
	if (object.type !== 'etc_t' || !/^(?:lnk_)?file$/.test(of) || !isSystemd || name === undefined)
		return [];
	return [
		{
			kind: 'command',
			why: `By its name it is /etc/${name}, which systemd makes anew beside the old one and renames: it asks the policy for the label of that path, which is etc_t, for the policy has none of its own for it, or has no rule for links there. ${GAP}: update selinux-policy first, and where the newest lacks it, too, report it there. Until then tell the path a TYPE that ${subject.type} may write, or take the rule:`,
			text: command('semanage', 'fcontext', '-a', '-t', 'TYPE', literally(`/etc/${name}`)),
		},
	];
}
