// Namespaces: what a process has below /proc/PID/ns, and files that hold one, as /run/netns/NAME.

import type { AccessRecord } from '@peercon/records';
import { isEntryOfProcess } from '../check/situation.ts';
import { isContainer } from './container-domain.ts';
import { GAP, ifOfDistribution } from './policy-gap.ts';
import type { Remedy } from './remedy.ts';

/** Links below /proc/PID/ns: namespaces(7). */
const NAMESPACES = /^(?:mnt|net|pid|user|uts|ipc|cgroup|time)$/;

/** Whether a record is of a namespace itself, or of the link to one. */
export function isNamespace(record: AccessRecord): boolean {
	const { class: of, details } = record;
	if (of === 'file' && (details.dev === 'nsfs' || /^\/run\/netns\//.test(details.path ?? '')))
		return true;
	const { path = '', name = '' } = details;
	const isLink = /^\/proc\/\d+\/ns\//.test(path) || NAMESPACES.test(name);
	return of === 'lnk_file' && isEntryOfProcess(record) && isLink;
}

/**
 * What to know of one, whatever its label.
 *
 * @returns none for other records, and for containers
 * @see namespaces(7), setns(2); ns_get_path in fs/nsfs.c
 */
export function namespaceOfProcess(record: AccessRecord): Remedy[] {
	const { subject, object, class: of, permissive } = record;
	if (!isNamespace(record) || isContainer(subject.type)) return [];
	const what =
		of === 'lnk_file'
			? `It opens a namespace of a process of ${object.type}, to enter it (setns(2)), as \`machinectl shell\`, nsenter(1) and engines do: it does not merely look.`
			: `It is a handle of a namespace (nsfs; /run/netns/NAME is one), which has the label of the process that made it, or nsfs_t, by the kernel: restorecon and semanage change nothing there. Who opens it is mostly about to enter it (setns(2), as \`ip netns exec\`), or keeps it alive, or only looks which one it is (lsns(8), agents).`;
	const unit =
		of === 'lnk_file'
			? ''
			: ` Where a unit starts its service by \`ip netns exec\`, ip(8) runs in the domain that the service is to have: better let systemd do it (NetworkNamespacePath= of the unit), which may.`;
	// Where nothing is enforced, the records beside it are all that is asked.
	const next = permissive
		? ''
		: ' The rule is probably the first of several: to read and open it, then sys_admin, and in a user namespace sys_ptrace.';
	return [
		{
			kind: 'note',
			why: `${what}${unit} ${GAP}${ifOfDistribution(subject.type)} or of a product that brings its own (openstack-selinux for OpenStack's, which has booleans for it): update that first.${next}`,
		},
	];
}
