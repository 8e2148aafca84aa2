// Domains that a distribution leaves permissive: what they are refused by no rule, they do all the same.

import type { AccessRecord } from '@peercon/records';
import { GAP } from './policy-gap.ts';
import type { Remedy } from './remedy.ts';
import { rule } from './rule.ts';

/** What to know where probably the policy itself has made the domain permissive; none for other records. */
export function leftPermissive(record: AccessRecord): Remedy[] {
	const { subject, permissive } = record;
	if (!permissive || !LEFT_PERMISSIVE.has(subject.type)) return [];
	return [{ kind: 'note', why: whyOf(subject.type) }, rule(record)];
}

const whyOf = (domain: string) =>
	`${GAP}, and nothing is to be done here: in some releases Fedora's policy itself has ${domain} permissive, mostly until its rules are whole (\`semanage permissive -l\` shows such domains as built in), so that it is recorded and not refused. An update of selinux-policy may have the rule by now.`;

/** @see modules/contrib/permissivedomains of Fedora's policy, and the commits that have put a domain there or taken it away */
const LEFT_PERMISSIVE = new Set([
	'bootupd_t',
	'coreos_installer_t',
	'gnome_remote_desktop_t',
	'insights_client_t',
	'ktlshd_t',
	'pcmsensor_t',
	'powerprofiles_t',
	'rhcd_t',
	'samba_bgqd_t',
	'switcheroo_control_t',
	'systemd_nsresourced_t',
	'systemd_user_runtimedir_t',
	'tuned_ppd_t',
	'virtqemud_t',
	'virtstoraged_t',
]);
