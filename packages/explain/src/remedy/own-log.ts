// Logs of a service's own, which policies mostly let it add to, and nothing else.

import type { AccessRecord } from '@peercon/records';
import { mayBeLeak } from './passed.ts';
import type { Remedy } from './remedy.ts';

/** What is not adding: append_files_pattern and create_files_pattern have none of these. */
const CHANGES = /^(?:write|rename|unlink|setattr|remove_name|rmdir|reparent)$/;

/**
 * What to do where a service is to change its logs itself.
 *
 * @returns none for the logs of others, and for what adds to them
 * @see append_files_pattern and create_files_pattern in contrib/apache.te, the rules of httpd_t for httpd_log_t
 */
export function changesOwnLog(record: AccessRecord): Remedy[] {
	const { subject, object, class: of, permissions } = record;
	const [, service = ''] = /^(\w+?)_(?:var_)?log_t$/.exec(object.type) ?? [];
	// cobblerd_t and cobbler_var_log_t.
	const isOwn = subject.type === `${service}_t` || subject.type === `${service}d_t`;
	if (!isOwn || !/^(?:file|dir)$/.test(of) || mayBeLeak(record)) return [];
	if (!permissions.some((each) => CHANGES.test(each))) return [];
	const meant: Remedy = {
		kind: 'note',
		why: 'Probably meant so: many services may make logs and add to them, and not write over, rename or remove them, so that who takes one over cannot wipe the traces. Leave rotating to logrotate(8), and open logs to append (O_APPEND); a program that only asks whether it could write there (access(2) with W_OK) is to leave that out.',
	};
	return service === 'httpd' ? [meant, OF_APPLICATION] : [meant];
}

const OF_APPLICATION: Remedy = {
	kind: 'command',
	why: 'An application that runs in the server and rotates logs itself takes a FOLDER of its own for them, of a type that it may change:',
	text: "semanage fcontext -a -t httpd_sys_rw_content_t 'FOLDER(/.*)?' && restorecon -Rv FOLDER",
};
