// unlabeled_t: no type of something, but the lack of a label that this policy knows.

import type { AccessRecord, RecordContext } from '@peercon/records';
import { checksOf, isAssociation } from '../check/check.ts';
import type { Layer } from './layer.ts';

/**
 * Whether an access failed for the lack of a label. A rule on unlabeled_t would open all that lacks one.
 *
 * @param basis - where it is known from that no rule allows it
 * @returns that layer, or undefined if both sides have a label
 * @see security_sid_to_context_core in security/selinux/ss/services.c: initial SID unlabeled
 */
export function ofUnlabeled(record: AccessRecord, basis: Layer['basis']): Layer | undefined {
	const { subject, object } = record;
	if (setsUnknownLabel(record)) return { ...NO_SUCH_LABEL, basis };
	if (subject.type !== UNLABELED && object.type !== UNLABELED) return undefined;
	const found = ofNetwork(record) ?? ofObject(record);
	return found && { ...found, basis };
}

const UNLABELED = 'unlabeled_t';

type Found = Pick<Layer, 'name' | 'reason'>;

/**
 * Programs that load profiles of AppArmor, or rules and labels of Smack: for both the kernel asks for mac_admin, too,
 * where such a module is there beside SELinux.
 *
 * @see aa_may_manage_policy in security/apparmor/policy.c, smack_privileged in security/smack/smack_access.c
 */
const OF_OTHER_MODULE =
	/^(?:apparmor\S*|aa-\S+|snapd|snap-\S+|lxd|lxc-\S+|incusd?|virt-aa-helper|smack\S*|chsmack)$/;

/** setxattr(2) of a label that the policy does not know: selinux_inode_setxattr in hooks.c, which asks no namespace. */
function setsUnknownLabel({ class: of, permissions, details }: AccessRecord): boolean {
	const isAsked = of === 'capability2' && permissions.includes('mac_admin');
	return isAsked && !OF_OTHER_MODULE.test(details.comm ?? '');
}

const NO_SUCH_LABEL: Found & Pick<Layer, 'isDeduced'> = {
	name: 'invalid context',
	isDeduced: true,
	reason:
		'Probably the program sets a label that the policy does not know: then a record SELINUX_ERR beside it (op=setxattr or op=fscreate) names the label as invalid_context=. Without one it may be another part of the kernel that asks for mac_admin: AppArmor where a profile is loaded (lines with apparmor= beside it tell), or Smack.',
};

function ofNetwork(record: AccessRecord): Found | undefined {
	const { class: of, permissions, object } = record;
	// What is forwarded counts as unlabeled_t wherever nothing labels it: it is the mark that was compared.
	if (of === 'packet') return object.type === UNLABELED ? NO_MARK : undefined;
	const isOfPeer = /^(?:tcp|udp|rawip)_socket$/.test(of) && permissions.includes('recvfrom');
	if (isOfPeer || peerOf(record)?.type === UNLABELED) return withoutPeerLabel(record);
	if (of === 'association') {
		if (permissions.includes('setcontext')) return SETS_UNLABELED;
		return permissions.includes('polmatch') ? withoutMatch(record) : NO_ASSOCIATION;
	}
	return undefined;
}

const NO_MARK: Found = {
	name: 'no mark',
	reason:
		'No SECMARK rule has marked the packet. One such rule for anything on a host is enough that the kernel asks about every packet there, and what no rule marks counts as unlabeled_t.',
};

function peerOf(record: AccessRecord): RecordContext | undefined {
	const check = checksOf(record).find(({ subject, object }) => [subject, object].includes('peer'));
	return check && (check.subject === 'peer' ? record.subject : record.object);
}

function withoutPeerLabel({ details }: AccessRecord): Found {
	const address = details.saddr ?? 'its address';
	const isMapped = /^(?:::ffff:)?\d+\./.test(address)
		? ' (Or something does, and the client has an IPv6 socket connected to an IPv4 address written ::ffff:A.B.C.D, which NetLabel does not label.)'
		: '';
	return {
		name: 'labeled networking not configured',
		reason: `The peer has no label: nothing labels what ${address} sends. Where labeled networking is, or was just, configured for something on a host (or the policy has always_check_network), such packets count as those of unlabeled_t.${isMapped}`,
	};
}

/**
 * An entry with a context is compared with every flow that its addresses fit, labeled or not.
 *
 * @see selinux_xfrm_policy_lookup in security/selinux/xfrm.c: an entry without a context is not asked about
 */
function withoutMatch({ object }: AccessRecord): Found {
	if (object.type === UNLABELED) {
		return {
			name: 'unknown label',
			reason:
				'The entry of IPsec policy has a context that the loaded policy does not know (or unlabeled_t itself).',
		};
	}
	return {
		name: 'flow without a label',
		reason:
			"Labeled IPsec is there: the entry has a context, and fits the flow's addresses. But the flow has no label, as a packet has none that came in outside an association, and so that entry is passed over. The packets of IKE itself, with which associations are made, always come so.",
	};
}

/** @see selinux_xfrm_alloc_user and selinux_xfrm_delete in security/selinux/xfrm.c, which ask the same */
const SETS_UNLABELED: Found = {
	name: 'unknown label',
	reason:
		'It gives an entry or an association the context unlabeled_t, or removes one whose context the loaded policy does not know.',
};

const NO_ASSOCIATION: Found = {
	name: 'no association',
	reason:
		'No labeled association of IPsec carries the packet, so it counts as one of unlabeled_t. Probably the policy is without the capability network_peer_controls: there a host asks this of all its traffic, labeled or not.',
};

/** Files of these are labeled by the policy's genfscon and fs_use rules, and restorecon(8) cannot. */
const WITHOUT_LABELS =
	/^(?:cgroup2?|functionfs|proc|sysfs|debugfs|tracefs|binder|configfs|fusectl|mqueue|pstore|bpf|nsfs|securityfs|efivarfs|ramfs|vfat|exfat|ntfs3?|iso9660|fuse|pidfs|secretmem|dmabuf|sockfs|pipefs|anon_inodefs)$/;
/** File systems of the kernel alone, which are mounted nowhere: what is in them has no path. */
const INTERNAL = /^(?:pidfs|nsfs|secretmem|dmabuf|sockfs|pipefs|anon_inodefs)$/;

/** Whether an object is in one of those. */
export function isInKernelAlone({ details }: AccessRecord): boolean {
	return INTERNAL.test(details.dev ?? '');
}

/** Whether restorecon(8) cannot give the object a label. */
export function keepsNoLabels({ class: of, details }: AccessRecord): boolean {
	return of === 'filesystem' || WITHOUT_LABELS.test(details.dev ?? '');
}

/** Whether the object is a file, also one that is loaded as a module or a policy. */
export function isOfFile({ class: of, details }: AccessRecord): boolean {
	return /file$|^dir$/.test(of) || (of === 'system' && details.path !== undefined);
}

/**
 * Whether a file was given the type unlabeled_t, as one that is made takes after its folder; what has no label, or none
 * that counts, is shown with all of the initial SID's, which both policies have as system_u's.
 */
export function isMadeUnlabeled({ object, details }: AccessRecord): boolean {
	return object.type === UNLABELED && object.user !== 'system_u' && details.trawcon === undefined;
}

const MADE_UNLABELED =
	'unlabeled_t is its type by a label of its own, for what has none is shown as system_u: probably it was made in a folder without a label, after which it takes.';

function ofObject(record: AccessRecord): Found | undefined {
	const { class: of, subject, object, details, permissions } = record;
	if (isAssociation(record) && subject.type === UNLABELED) {
		return unknown(
			`The label that a file is to have is ${details.srawcon === undefined ? 'unlabeled_t itself, or ' : ''}one that the loaded policy does not know${said(details.srawcon)}. Probably it was copied with the file, from another system or an image (cp -a, rsync -X, an overlay that copies up), or a program sets it.`,
		);
	}
	if (object.type !== UNLABELED) {
		if (/^(?:netif|node|peer|packet|association)$/.test(of)) return undefined;
		return unknown(`The process has a context that the loaded policy does not know${said(details.srawcon)}.
 Its type (or user, role or level) was probably taken out of the policy while it ran, mostly with a module, or it started before there was a policy.`);
	}
	if (subject.type === UNLABELED || /^process2?$/.test(of)) {
		return unknown(
			`The process asked for has a context that the loaded policy does not know${said(details.trawcon)}. Probably its type (or user, role or level) was taken out of the policy while it ran, mostly with a module.`,
		);
	}
	if (keepsNoLabels(record)) {
		return unknown(
			`The policy does not say how ${details.dev === undefined ? 'file systems of this kind are' : `the file system ${details.dev} is`} labeled (it has no genfscon and no fs_use for it), so all in it is unlabeled_t.`,
		);
	}
	if (isOfFile(record)) {
		const what = readable(details.trawcon)
			? `It has the label ${details.trawcon}, which the loaded policy does not know: a module with the type is missing, was removed or replaced, or the label is of a newer policy or another system.`
			: isMadeUnlabeled(record)
				? MADE_UNLABELED
				: 'It has no label, or one that the loaded policy does not know: probably it was made where no policy was loaded (SELinux off, another system, an initramfs, mkfs), or its type, user or level has gone from the policy.';
		return unknown(what);
	}
	if (of.startsWith('infiniband_')) {
		return unknown(
			'The policy gives this one no label (ibendportcon, ibpkeycon), as most give none, so it has that of what has none.',
		);
	}
	if (of === 'key' && permissions.includes('create')) return unknown(KEYS_TAKEN_BACK);
	return unknown(`The ${of} has no label that the loaded policy knows${said(details.trawcon)}.`);
}

/** @see "selinux: fix empty write to keycreate file" in Linux 5.3 */
const KEYS_TAKEN_BACK =
	'Probably no label is missing: a program (runc, Podman) takes back the label that it had chosen for its keys, and kernels before 5.3 asked about that, too.';

function unknown(reason: string): Found {
	return { name: 'unknown label', reason: reason.replace(/\n/g, '') };
}

function said(raw: string | undefined): string {
	return readable(raw) ? `, ${raw}` : '';
}

/** Kernels 5.1 to 5.3 wrote what stood behind the context in memory, too. */
function readable(raw: string | undefined): boolean {
	return raw !== undefined && /^[\w.-]+:[\w.-]+:[\w.-]+(?::[\w.,:-]+)?$/.test(raw);
}
