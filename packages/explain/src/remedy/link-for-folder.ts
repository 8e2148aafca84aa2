// A symbolic link where the policy expects a folder, as of /var/lib/NAME that was moved to another disk.

import type { AccessRecord } from '@peercon/records';
import { command } from '../names.ts';
import { pathOf } from './path.ts';
import type { Remedy } from './remedy.ts';

/** Folders that packages make, and that somebody moves where there is more room. */
const FOLDERS = /^\/var\/(?:lib|log|spool|cache|www)\/[^/]+$|^\/(?:home|srv|var\/www)$/;
/** What the places themselves have: then the link has no type of the service's, and the label is the question. */
const OF_PLACES = /^(?:var(?:_lib|_log|_spool)?|home_root|default|mnt|unlabeled)_t$/;

/** The places that have such a type, where each service has a folder. */
const PLACES: Record<string, string> = {
	var_lib_t: '/var/lib',
	var_log_t: '/var/log',
	var_spool_t: '/var/spool',
};

/** Where a link lies that has the type of its place and is named after the service. */
function placeOfLink({ subject, object, details }: AccessRecord, path: string): string | undefined {
	const folder = Object.hasOwn(PLACES, object.type) ? PLACES[object.type] : undefined;
	const [stem = ''] = subject.type.replace(/_t$/, '').split('_');
	const name = path === '' ? (details.name ?? '') : path.slice((folder ?? '').length + 1);
	const isOfService = stem.length > 2 && name.startsWith(stem.replace(/d$/, ''));
	const isInPlace = path === '' || path === `${folder}/${name}`;
	return folder !== undefined && isOfService && isInPlace && !name.includes('/')
		? `${folder}/${name}`
		: undefined;
}

/** What services keep in a folder of /var/lib. */
const OF_DATA = /^(?!container_|docker_|svirt_|public_)\w+_(?:db|var_lib)_t$/;

/** Whether a name is that of the folder of the service whose type it is: mysql of mysqld_db_t. */
function isNamedAfter(name: string, type: string): boolean {
	const [stem = ''] = type.split('_');
	const isAlike = /^[\w-]{3,}$/.test(name) && name.startsWith(stem.replace(/d$/, ''));
	return OF_DATA.test(type) && (isAlike || (name === 'pgsql' && stem === 'postgresql'));
}

/** @see semanage-fcontext(8), -f l; a link that many follow has the type of its place in policies */
function labelOfLink(name: string, type: string): Remedy {
	const place = `/var/lib/${name}`;
	return {
		kind: 'command',
		why: `Probably a symbolic link in place of the service's folder, which somebody has moved: ${type} is what the policy gives to all at that path, but rules for such a type are of folders and files alone. Best let it be a folder again, on which the one that the link leads to is mounted (bind, in fstab(5)). Or label the link alone as its place, if it is ${place}:`,
		text: `${command('semanage', 'fcontext', '-a', '-f', 'l', '-t', 'var_lib_t', place)} && ${command('restorecon', '-v', place)}`,
	};
}

/** Whether it is a link in place of a service's folder, whose label is not to be restored. */
export function isLinkForFolder(record: AccessRecord): boolean {
	return linkForFolder(record).some(({ kind }) => kind === 'command');
}

/** @see lnk_file in the modules of services: most have no rule for links of their own types */
function realPath(place: string, type: string): Remedy {
	return {
		kind: 'command',
		why: `Probably a symbolic link in place of the service's folder, which somebody has moved: it has ${type} as what is made by hand there. No restorecon of the link: the type that it would get is mostly one for which there are rules of folders and files alone. Best name the folder itself in the service's settings, REAL, labeled as the place before (or mount it there, bind in fstab(5), and restorecon -R that):`,
		text: `${command('semanage', 'fcontext', '-a', '-e', place)} REAL && restorecon -Rv REAL`,
	};
}

/** What to do where such a link may not be followed; none for other records. */
export function linkForFolder(record: AccessRecord): Remedy[] {
	const { class: of, object, permissions, details } = record;
	if (of !== 'lnk_file' || !permissions.every((each) => /^(?:getattr|read)$/.test(each))) return [];
	const path = pathOf(record)?.replace(/\/$/, '') ?? '';
	const place = placeOfLink(record, path);
	if (place !== undefined) return [realPath(place, object.type)];
	const name = path === '' ? details.name : undefined;
	if (name && isNamedAfter(name, object.type)) return [labelOfLink(name, object.type)];
	if (!FOLDERS.test(path) || OF_PLACES.test(object.type)) return [];
	return [
		{
			kind: 'note',
			why: `Packages mostly have a folder there, and here it is a symbolic link: somebody has probably moved the folder. ${object.type} is probably right for it, but rules for such a type are mostly of folders and files alone. Let it be a folder again, on which the one that the link leads to is mounted (bind, in fstab(5)), with the same labels in it; or take the rule, with getattr and read.`,
		},
	];
}
