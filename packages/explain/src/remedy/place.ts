// Places that policies have no label for: disks that somebody has mounted, and folders of one's own in /.
// restorecon(8) does nothing there, or gives a type that no service may use.

import type { AccessRecord } from '@peercon/records';
import { command, operand } from '../names.ts';
import { ownType, someType } from './own-type.ts';
import { folderOf, labelFolder, labelLastingly, pathOf } from './path.ts';
import type { Remedy } from './remedy.ts';

/** Where disks are mounted; of all below them Fedora says <<none>>, and var_t of /srv (kernel/files.fc). */
const MOUNTS = /^\/(?:(?:var\/)?(?:mnt|media|srv)|run\/media\/[^/]+)(?=\/|$)/;
/** What policies label below /srv. */
const KNOWN_IN_SRV = /^\/(?:var\/)?srv\/(?:[^/]+\/)?(?:www|ftp|rsync|git|gallery2|tftp)(?:\/|$)/;
/** The folders in / that a system has itself. */
const OF_SYSTEM =
	/^\/(?:afs|bin|boot|dev|etc|home|lib\w*|lost\+found|opt|ostree|proc|root|run|sbin|selinux|sys|sysroot|tmp|usr|var)(?:\/|$)/;

/** Whether policies have no label for a path, or only one of the place. */
export function isUnknownPlace(path: string): boolean {
	if (MOUNTS.test(path)) return path.replace(MOUNTS, '').length > 1 && !KNOWN_IN_SRV.test(path);
	return /^\/[^/]+/.test(path) && !OF_SYSTEM.test(path);
}

/**
 * The folder that is to be labeled for a path, without which it is the path itself: the one that holds it, but
 * none that disks are mounted in, nor `/`.
 */
export function folderThere(path: string): string | undefined {
	const folder = folderOf(path);
	return folder !== '' && isUnknownPlace(folder) ? folder : undefined;
}

/** What a file is to have there: the type that a service has for it, or that of programs for what systemd starts. */
function typeThere(record: AccessRecord): string {
	const isStarted = /^init(?:rc)?_t$/.test(record.subject.type);
	const isRun = record.permissions.some((each) => each.startsWith('execute'));
	return ownType(record) ?? (isStarted && isRun ? 'bin_t' : 'TYPE');
}

/**
 * What labels a file where the policy knows nothing of the place.
 *
 * @returns undefined for other places
 */
export function labelThere(record: AccessRecord): Remedy | undefined {
	const path = pathOf(record)?.replace(/(?<=.)\/+$/, '');
	if (path === undefined || !isUnknownPlace(path)) return undefined;
	const type = typeThere(record);
	const folder = record.class === 'dir' ? path : folderThere(path);
	// In / itself lie few files: the path is probably one from the root of a file system that is mounted elsewhere.
	if (folder === undefined && !MOUNTS.test(path)) return undefined;
	return {
		kind: 'command',
		why: `The policy has probably no label for that place (\`matchpathcon PATH\` then says <<none>>, default_t, mnt_t or var_t), and then neither restorecon alone changes anything there, nor labeling everything at boot. Tell it ${type === 'TYPE' ? someType(record) : type}, of this folder or of the one above it that holds all that the service keeps there:`,
		text: folder === undefined ? labelLastingly(record, type) : labelFolder(folder, type),
	};
}

/**
 * Places whose contents have their label from whoever makes them: policies say <<none>> (kernel/files.fc, cron.fc).
 */
const LABELED_WHEN_MADE =
	/^(?:\/var)?\/tmp\/.|^\/dev\/shm\/.|^\/run\/user\/\d+\/.|^(?:\/var)?\/run\/[^/]+\.pid$|^\/var\/spool\/(?:cron|at)\/.*[^/]$/;

/**
 * What gives something a label in such a place.
 *
 * @returns undefined for other places
 */
export function labelWhenMade(record: AccessRecord): Remedy | undefined {
	const path = pathOf(record);
	if (path === undefined || !LABELED_WHEN_MADE.test(path)) return undefined;
	const isOfCron = path.startsWith('/var/spool/');
	const anew = isOfCron
		? 'Write the table anew (`crontab -u USER FILE`)'
		: 'Remove it, and let its program make it anew';
	return {
		kind: 'note',
		why: `Policies mostly have no label for that place: where \`${command('matchpathcon', ...operand(path))}\` says <<none>> (else restorecon -Rv it), neither restorecon nor labeling everything at boot changes anything there: what is made has its label from who makes it. ${anew}, or give it one by hand, with chcon -t ${isOfCron ? 'user_cron_spool_t (where the policy has that type; cron_spool_t otherwise)' : 'TYPE'}.`,
	};
}

/** The same where a record has no path. */
export function labelIfThere(record: AccessRecord): Remedy {
	const type = typeThere(record);
	return {
		kind: 'command',
		why: `If the policy has none for that place, as below /mnt or /media, or in a folder of one's own in / (\`matchpathcon PATH\` then says <<none>>, default_t, mnt_t or var_t), restorecon alone changes nothing. Tell it ${type === 'TYPE' ? someType(record) : type}, FOLDER being the one that holds all that the service keeps there:`,
		text: `semanage fcontext -a -t ${type} 'FOLDER(/.*)?' && restorecon -Rv FOLDER`,
	};
}
