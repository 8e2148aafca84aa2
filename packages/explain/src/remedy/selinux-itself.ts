// What changes SELinux itself: a policy that is loaded, permissive mode, booleans.

import type { AccessRecord } from '@peercon/records';
import type { Remedy } from './remedy.ts';

/** Whether a process is to change what SELinux enforces. */
export function changesSelinux({ class: of, permissions }: AccessRecord): boolean {
	const isChanging = permissions.some((each) =>
		/^(?:load_policy|setenforce|setbool|setsecparam)$/.test(each),
	);
	return of === 'security' && isChanging;
}

/** Domains that policies let do it, as long as nothing shuts it for all. */
const MAY =
	/^(?:unconfined|unconfined_service|sysadm|secadm|load_policy|semanage|setsebool|init|initrc|kernel|rpm|rpm_script|anaconda|firstboot)_t$/;

/**
 * What to do where a domain may not that mostly may.
 *
 * @see secure_mode_policyload in kernel/selinux.te, and seutil_run_loadpolicy in roles/sysadm.te of the reference policy
 */
export function aboutSelinux(record: AccessRecord): Remedy[] {
	const { type } = record.subject;
	if (!changesSelinux(record) || !MAY.test(type)) return [];
	return type === 'sysadm_t' ? [OF_SECADM, SHUT] : [SHUT];
}

const OF_SECADM: Remedy = {
	kind: 'note',
	why: 'If the policy is an MLS one, it leaves this to another role, secadm_r: `newrole -r secadm_r`, where the SELinux user of the login has that role (`semanage user -l`). If it is none:',
};

const SHUT: Remedy = {
	kind: 'note',
	why: 'Probably the boolean secure_mode_policyload is on (`getsebool secure_mode_policyload`): then nobody may load a policy, switch to permissive or set a boolean, not even this one back. If it is not to be so: boot with enforcing=0, `setsebool -P secure_mode_policyload off`, and boot again.',
};
