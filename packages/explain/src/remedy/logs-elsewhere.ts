// Logs that a service keeps where no policy expects them, met by who is there for the logs of others.

import type { AccessRecord } from '@peercon/records';
import { LOGS_ELSEWHERE, logFolder } from './log-folder.ts';
import { OF_LOGS } from './own-type.ts';
import { labelFolder, pathOf } from './path.ts';
import type { Remedy } from './remedy.ts';

/** What lies in a folder that nobody has labeled has the type of the place: also usr_t, below /opt. */
const OF_PLACES =
	/^(?:default|file|mnt|var|var_lib|var_spool|usr|etc|etc_runtime|user_home|httpd_sys_(?:rw_)?content|mysqld_db)_t$/;

/** Logs of a program that keeps them in a folder of its own. */
export function logsElsewhere(record: AccessRecord): Remedy[] {
	const { subject, object } = record;
	if (!OF_LOGS.test(subject.type) || !OF_PLACES.test(object.type)) return [];
	const folder = logFolder(pathOf(record) ?? '');
	const own = LOGS_AMONG_CONTENT.get(object.type);
	if (own !== undefined && (isLogByName(record) || folder !== undefined))
		return [logsOfService(folder ?? 'FOLDER', own)];
	if (folder === undefined) return isLogByName(record) ? [byName(record)] : [];
	return [
		{
			kind: 'command',
			why: `${LOGS_ELSEWHERE}:`,
			text: labelFolder(folder, 'var_log_t'),
		},
	];
}

/** What a service writes among its own content it is to go on writing: var_log_t it may not append to (apache.te). */
const LOGS_AMONG_CONTENT = new Map([
	['httpd_sys_content_t', 'httpd_log_t'],
	['httpd_sys_rw_content_t', 'httpd_log_t'],
	['mysqld_db_t', 'mysqld_log_t'],
]);

/** @see /var/www(/.*)?/logs(/.*)? in apache.fc of Fedora's policy */
function logsOfService(folder: string, type: string): Remedy {
	return {
		kind: 'command',
		why: `By its name it is a log that a service keeps among its own content, and is to go on writing: so it is ${type}, which who looks at logs may read, too, and not var_log_t. Newer policies have that for some such folders by their paths: \`restorecon -Rv\` of the folder first. If that changes nothing, tell it the folder that holds logs alone:`,
		text: labelFolder(folder, type),
	};
}

/** Whether a record has no path, but a name that is mostly a log's: a file, or the folder of them. */
function isLogByName(record: AccessRecord): boolean {
	const { class: of, details } = record;
	if (pathOf(record) !== undefined || details.name === undefined) return false;
	// What has the type of /var itself may be /var/log, or a folder of a module's that is to be installed.
	if (of === 'dir') return /^logs?$/.test(details.name) && record.object.type !== 'var_t';
	return of === 'file' && /\.(?:log|out|err)(?:[.-][\w.-]*)?$/.test(details.name);
}

/**
 * In /var/lib itself, and where nothing has a type of its own there, logrotate(8) makes files already: to give the logs
 * their label is enough, and leaves what else lies there its own.
 *
 * @see files_var_lib_filetrans(logrotate_t, logrotate_var_lib_t, file) in contrib/logrotate.te of Fedora's policy
 */
const LOGS_AMONG_OTHERS: Remedy = {
	kind: 'command',
	why: `${LOGS_ELSEWHERE}. FOLDER is the one that the log lies in. What else lies there keeps its label: in a folder of var_lib_t logrotate may mostly make files already (if it is refused that next, label FOLDER, or have the service write its logs below /var/log):`,
	text: "semanage fcontext -a -t var_log_t 'FOLDER/[^/]*\\.log.*' && restorecon -Rv FOLDER",
};

function byName({ class: of, subject, object }: AccessRecord): Remedy {
	const isAmongOthers = object.type === 'var_lib_t' && of === 'file';
	return isAmongOthers && subject.type === 'logrotate_t' ? LOGS_AMONG_OTHERS : FOLDER_OF_LOGS;
}

const FOLDER_OF_LOGS: Remedy = {
	kind: 'command',
	why: `${LOGS_ELSEWHERE}. FOLDER is the one that the log lies in, and that holds logs alone: to rotate is to rename in it and to make files there, so a label for the file is mostly not enough. If it lies below /var/log, it was probably moved there, and restorecon alone is enough:`,
	text: "semanage fcontext -a -t var_log_t 'FOLDER(/.*)?' && restorecon -Rv FOLDER",
};
