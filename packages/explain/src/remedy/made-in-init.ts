// Files that a daemon without a policy of its own has made: it runs in the domain of what starts it, and what it
// makes has the type of that one's files, which its helpers and its clients may not use.

import type { AccessRecord } from '@peercon/records';
import { PEOPLE } from '../layer/domains.ts';
import { command, operand } from '../names.ts';
import { isContainer } from './container-domain.ts';
import { folderOf, pathOf } from './path.ts';
import type { Remedy } from './remedy.ts';

/** @see the lines with _filetrans(init_t and (initrc_t in system/init.te of Fedora's policy */
const MAKER: Record<string, string> = {
	init_var_lib_t: 'init_t',
	init_var_run_t: 'init_t',
	init_tmp_t: 'init_t',
	initrc_var_run_t: 'initrc_t',
	initrc_runtime_t: 'initrc_t',
	initrc_tmp_t: 'initrc_t',
};

/** Where systemd keeps its own, system/init.fc, and what it makes elsewhere. */
const OF_SYSTEMD =
	/^\/var\/lib\/(?:private\/)?systemd(?:\/|$)|^\/(?:var\/)?run\/(?:systemd|credentials|host|log|motd\.d)(?:\/|$)|^\/(?:var\/)?run\/[^/]+$|\/systemd-/;

/** What to know of such a file; none without a path, for most of these are systemd's own. */
export function madeInInit(record: AccessRecord): Remedy[] {
	const { class: of, subject, object } = record;
	const path = pathOf(record);
	const maker = Object.hasOwn(MAKER, object.type) ? MAKER[object.type] : undefined;
	if (maker === undefined || path === undefined || OF_SYSTEMD.test(path)) return [];
	if (!/^(?:dir|file|lnk_file|sock_file|fifo_file)$/.test(of)) return [];
	if (/^(?:init|initrc|systemd_\w+)_t$/.test(subject.type)) return [];
	if (isContainer(subject.type) || PEOPLE.test(subject.type)) return [];
	const isOfTmp = object.type.endsWith('_tmp_t');
	const folder = of === 'dir' ? path : folderOf(path);
	const places = isOfTmp ? '' : ` and ${command(...operand(folder))}`;
	return [
		{
			kind: 'note',
			why: `${object.type} is given to what a process in ${maker} makes: probably the daemon that keeps this has no policy here and runs in ${maker} (\`ps -eZ\`). Install or update the policy that knows it: selinux-policy, what its package brings (NAME-selinux), or container-selinux for engines (Incus, since newer releases). Then restorecon -Rv on its program${places}, and restart it.${isOfTmp ? '' : ' If no policy knows it: semanage fcontext with a type for that folder that its helpers may use.'}`,
		},
	];
}
