// Labeled IPsec: who gives entries and associations their label.

import type { AccessRecord } from '@peercon/records';
import type { Remedy } from './remedy.ts';

/** Daemons of IKE and setkey(8): they label for the domains whose traffic it is. */
const FOR_OTHERS = /^(?:ipsec|racoon|setkey)_t$/;
/** ip(8) and those of people: they label entries of policy. */
const FOR_ENTRIES = /^(?:ifconfig|unconfined|sysadm|secadm)_t$/;

/**
 * What to look at before a rule that lets a domain label associations and entries.
 *
 * @returns none if the record is about something else
 * @see domain_ipsec_setcontext_all_domains in ipsec.te of both policies
 */
export function labelsIpsec({ class: of, permissions, subject, object }: AccessRecord): Remedy[] {
	if (of !== 'association' || !permissions.includes('setcontext')) return [];
	if (/(?:^|_)spd_t$/.test(object.type) || FOR_ENTRIES.test(subject.type)) return [];
	if (!FOR_OTHERS.test(subject.type)) {
		return [
			{
				kind: 'note',
				why: `Programs that label associations mostly run in ipsec_t, racoon_t or setkey_t (or ip(8) in ifconfig_t). See first whether this one should, and is in ${subject.type} because its file lost its label (\`ls -Z\`, restorecon) or because it was not started by its unit.`,
			},
		];
	}
	return [
		{
			kind: 'note',
			why: `An association has the label of whose traffic goes through it, so ${object.type} is that domain, here or at the peer. The reference policy lets ${subject.type} do this for every domain: there ${object.type} probably is none (attribute domain: \`seinfo -t ${object.type} -x\`). Fedora's and RHEL's lets racoon_t and setkey_t, and not ipsec_t (libreswan, strongSwan): there each domain whose traffic is to be labeled needs the rule.`,
		},
	];
}
