// What userfaultfd(2) and its like make: inodes without a name, whose type the base policy gives, whoever makes them.

import type { AccessRecord } from '@peercon/records';
import { isContainer } from './container-domain.ts';
import { GAP, packagesOf } from './policy-gap.ts';
import type { Remedy } from './remedy.ts';
import { inBraces } from './rule.ts';

/** By the type, what makes it, and what Fedora's interface for it allows: kernel_NAME_use in kernel.if. */
const KINDS: Record<string, [call: string, uses: string[]]> = {
	userfaultfd_t: ['userfaultfd(2)', ['create', 'getattr', 'ioctl', 'read', 'write']],
	io_uring_t: ['io_uring_setup(2)', ['create', 'getattr', 'map', 'read', 'write']],
	secretmem_t: ['memfd_secret(2)', ['create']],
};

/** Whether an inode has a type that the base policy gives. */
export function isOfBasePolicy({ class: of, object }: AccessRecord): boolean {
	return of === 'anon_inode' && Object.hasOwn(KINDS, object.type);
}

/** Whether another process has made it: where the policy gives such an inode no type, it has that of its maker. */
function isOfOther({ class: of, subject, object }: AccessRecord): boolean {
	const isOfDomain = object.type !== subject.type && !Object.hasOwn(KINDS, object.type);
	return of === 'anon_inode' && isOfDomain && subject.user !== 'u' && object.type.endsWith('_t');
}

function handedInode({ object }: AccessRecord): Remedy {
	const openstack =
		object.type === 'openvswitch_t'
			? ' Where OpenStack runs it, openstack-selinux has rules between the two: update that as well.'
			: '';
	return {
		kind: 'note',
		why: `Such an inode has no file, and mostly the type of who made it: a process of ${object.type} has, and has passed the descriptor on by a socket (as a switch or a storage daemon to a virtual machine, vhost-user). No label is wrong. ${GAP} between the two: update selinux-policy first, and where the newest lacks it, too, report it there.${openstack}`,
	};
}

/**
 * What to do where a domain may not use what the base policy has given a type of its own.
 *
 * @returns none for other records
 * @see kernel_userfaultfd_use in container-selinux's container.te, which is there if selinux-policy had it at its build
 */
export function anonymousInode(record: AccessRecord): Remedy[] {
	if (isOfOther(record)) return [handedInode(record)];
	if (!isOfBasePolicy(record)) return [];
	const { subject, object, permissions } = record;
	const [call = '', uses = []] = KINDS[object.type] ?? [];
	// Of these containers are meant to have userfaultfd alone.
	if (isContainer(subject.type) && object.type !== 'userfaultfd_t') return [];
	const others = uses.filter((each) => !permissions.includes(each));
	const next = others.length === 0 ? '' : ` What is asked with it: ${inBraces(others)}.`;
	const by = isContainer(subject.type)
		? 'container-selinux has the rule for containers where it was built with a selinux-policy that knows the type: update both'
		: `update ${packagesOf(record)}, and what else has brought the policy of ${subject.type},`;
	return [
		{
			kind: 'note',
			why: `${GAP}: ${object.type} is what newer base policies make of the inode of ${call}, in every domain, and a module that is older than the type has no rule for it. No label is wrong; ${by} first, and where the newest lack it, too, report it there.${next}`,
		},
	];
}
