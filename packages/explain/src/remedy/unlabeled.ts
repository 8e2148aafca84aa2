// What to do where a label is missing: never a rule on unlabeled_t, which opens all that has none.

import type { AccessRecord } from '@peercon/records';
import { isAssociation } from '../check/check.ts';
import { isOfFile, keepsNoLabels } from '../layer/unlabeled.ts';
import { restorecon } from './label.ts';
import type { Remedy } from './remedy.ts';

const NO_RULE: Remedy = {
	kind: 'note',
	why: 'A rule on unlabeled_t is no answer: it would count for everything that has no label.',
};

const COPIED_LABEL: Remedy = {
	kind: 'note',
	why: 'Give the original a label that there is (restorecon there, or where an image is built), copy without labels (cp without -a, rsync without -X), or load the module that has the type.',
};

/** What gives the object of a record a label, or the subject. */
export function relabel(record: AccessRecord): Remedy[] {
	const { class: of, object, details } = record;
	if (isAssociation(record) && object.type !== 'unlabeled_t') return [COPIED_LABEL, NO_RULE];
	if (object.type !== 'unlabeled_t' || /^process2?$/.test(of)) {
		return [
			{
				kind: 'note',
				why: 'Load the module that has the type again, or restart the program, so that it gets a context that there is.',
			},
			NO_RULE,
		];
	}
	// systemd starts services below a mount of everything there, in a namespace of their own.
	const path = details.path?.replace(/^\/run\/systemd\/unit-root(?=\/)/, '');
	const file: Remedy = {
		kind: 'command',
		why: 'Give it the label that the policy has for its path (after loading the module that has the type, if one is missing):',
		text: restorecon(path?.startsWith('/') ? path : undefined),
	};
	const all: Remedy = {
		kind: 'command',
		why: 'If much is so, as on a disk from a host without SELinux, label everything at the next boot:',
		text: 'touch /.autorelabel',
	};
	const policy: Remedy = {
		kind: 'note',
		why: 'If its file system keeps no labels, restorecon cannot help: the policy needs genfscon or fs_use for it, or the mount an option context=.',
	};
	if (keepsNoLabels(record) || !isOfFile(record)) return [policy, NO_RULE];
	return [file, all, policy, NO_RULE];
}

/** What marks packets that no rule has marked. */
export function mark({ permissions }: AccessRecord): Remedy[] {
	const way = permissions.includes('send') ? 'send' : 'receive';
	return [
		{
			kind: 'command',
			why: `See which rules mark packets. These need one, too, with a type that the domain may ${way} (meta secmark set, in nft(8)), and so have the answers (ct secmark):`,
			text: 'nft list ruleset',
		},
		{
			kind: 'note',
			why: 'If nothing on this host is to be marked, take the SECMARK rules out: then no packet is asked about.',
		},
		NO_RULE,
	];
}

/** What brings an association about. */
export function associate(): Remedy[] {
	return [
		{
			kind: 'command',
			why: 'See whether entries and associations with a context are there (ctx, security context):',
			text: 'ip xfrm policy && ip xfrm state',
		},
		{
			kind: 'note',
			why: 'Without labeled IPsec: load a policy that has the capability network_peer_controls, with which only labeled traffic is asked about.',
		},
		NO_RULE,
	];
}
