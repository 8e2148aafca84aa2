// Labeled IPsec: what pluto, the daemon of libreswan, asks the policy itself before it agrees to a label, and what
// it says where the policy does not allow that. Mostly there is no record of it.

import { shellWord } from '@peercon/context/foreign-text';
import { type KernelMessage, splitContext } from '@peercon/records';
import type { Said } from './explain-error.ts';
import type { Layer } from './layer/layer.ts';
import { isPolicyName } from './names.ts';
import { LABEL_OF_POLICY } from './remedy/policy-label.ts';
import type { Remedy } from './remedy/remedy.ts';

type Details = KernelMessage['details'];

/**
 * The label that a peer sends, or a packet has, against the label of the connection (policy-label=).
 *
 * @see within_range and sec_label_within_range in programs/pluto/labeled_ipsec.c: class association, polmatch
 */
export function labelOfConnection({ label = '', range = '', error }: Details): Said {
	const [from, to] = [splitContext(label).type, splitContext(range).type];
	const isSame = label === range;
	return {
		sentence: `pluto (libreswan) has not taken the label ${shellWord(label)} for a connection with the label ${shellWord(range)}.`,
		certain: false,
		layer: layerOf(
			`It asks the policy itself, of which there is mostly no record: whether ${from} may match an IPsec policy entry of ${to} (association polmatch).${whyNot(error)} The words 'within range' are of that question, and not of the levels.`,
		),
		remedies: [
			...(isSame ? [LABEL_OF_POLICY, IKEV2] : []),
			ruleFor(
				error,
				isSame
					? 'Only a workaround, for no traffic has this label:'
					: `If traffic of ${from} is to go through this connection, on both hosts:`,
				from,
				to,
				'polmatch',
			),
		],
	};
}

/** pluto's own domain has to be allowed to give the label to what it negotiates. */
export function labelOfAssociation({ label = '', domain = '', error }: Details): Said {
	const [from, to] = [splitContext(domain).type, splitContext(label).type];
	return {
		sentence: `pluto (libreswan), in ${from}, may not give an IPsec association the label ${shellWord(label)}.`,
		certain: false,
		layer: layerOf(
			`It asks the policy itself, of which there is mostly no record: association setcontext, from its own domain to the label that was negotiated.${whyNot(error)}`,
		),
		remedies: [
			...(from === 'ipsec_t' ? [] : [IN_ITS_DOMAIN]),
			ruleFor(error, `If ${to} is to use labeled IPsec:`, from, to, 'setcontext'),
		],
	};
}

/** selinux_check_access(3) fails with EACCES where the policy says no, and EINVAL where it knows no such context. */
function whyNot(error?: string): string {
	return isUnknown(error) ? ' The policy does not know one of the two (Invalid argument).' : '';
}

function isUnknown(error = ''): boolean {
	return error.startsWith('Invalid argument');
}

const IN_ITS_DOMAIN: Remedy = {
	kind: 'note',
	why: 'pluto is mostly in ipsec_t: start it by its unit, or label its program (restorecon), and it is asked for that domain.',
};

/** libreswan issue 621; IKEv1 was taken out of labeled IPsec later. */
const IKEV2: Remedy = {
	kind: 'note',
	why: 'With IKEv1 this is probably a fault of libreswan 4.5 and later, which send that label: use IKEv2 (ikev2=insist, and policy-label= the same on both hosts), or update libreswan.',
};

function ruleFor(
	error: string | undefined,
	why: string,
	from: string,
	to: string,
	permission: string,
): Remedy {
	if (isUnknown(error)) return KNOWN_LABEL;
	if (![from, to].every(isPolicyName))
		return { kind: 'note', why: 'No rule can be written: one of the labels is no context.' };
	const target = from === to ? 'self' : to;
	return { kind: 'rule', why, text: `allow ${from} ${target}:association ${permission};` };
}

const KNOWN_LABEL: Remedy = {
	kind: 'note',
	why: 'Load the module that has the type (or user, role or level) on this host, too: both hosts need the same names. `seinfo -t TYPE` says whether it is there.',
};

function layerOf(reason: string): Layer {
	return { name: 'type enforcement', reason, basis: 'record' };
}
