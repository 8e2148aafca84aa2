// A type that is not for files, asked of chcon(1) for one.

import type { AccessRecord } from '@peercon/records';
import { pathOf, restorecon } from './path.ts';
import type { Remedy } from './remedy.ts';

/** Types of device nodes, of the network and of what the kernel shows in /proc and /sys. */
const OF_OTHERS = /_(?:device|port|node|netif|packet|peer)_t$|^(?:proc|sysctl|sysfs)(?:_\w+)?_t$/;
const ON_DISK = /^(?:file|dir|lnk_file|sock_file|fifo_file)$/;

/**
 * Whether a file is to get a type that is probably not for files: its name says so, or unconfined_t is
 * refused, who may give files all that are.
 *
 * @see files_relabel_all_files and files_type in policy/modules/kernel/files.if of the reference policy
 */
export function isWrongType({ subject, object, class: of, permissions }: AccessRecord): boolean {
	const isLabeling = permissions.includes('relabelto') && ON_DISK.test(of);
	return isLabeling && (OF_OTHERS.test(object.type) || subject.type === 'unconfined_t');
}

/**
 * What to do instead of a rule for such a type.
 *
 * @returns none for other records
 */
export function rightType(record: AccessRecord): Remedy[] {
	if (!isWrongType(record)) return [];
	const { type } = record.object;
	const where = pathOf(record) === undefined ? 'PATH (-R for a folder)' : 'the path';
	const right: Remedy = {
		kind: 'command',
		why: `Probably ${type} is no type of files, but one of devices, ports or domains: \`seinfo -t ${type} -x\` shows file_type among its attributes if it is. Then the wrong type was asked for (chcon, semanage fcontext), and no rule mends that. \`semanage fcontext -l\` lists those for files; this gives the one that the policy has for ${where}:`,
		text: restorecon(record),
	};
	if (OF_OTHERS.test(type)) return [right];
	const own: Remedy = {
		kind: 'rule',
		why: "If it is the type of a module of one's own, the module is to say that it is for files:",
		text: `files_type(${type})`,
	};
	return [right, own];
}
