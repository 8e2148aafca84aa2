// What is recorded because somebody has switched the dontaudit rules off.

import type { AccessRecord } from '@peercon/records';
import type { Remedy } from './remedy.ts';

const INHERITED = /^(?:noatsecure|rlimitinh|siginh)$/;

/**
 * What a new domain does not take over from the one that starts it. The transition itself goes on without,
 * and the policy is silent about it: policy/support/misc_patterns.spt of the reference policy, kernel/domain.te of
 * Fedora's.
 */
export function noise({ class: of, permissions }: AccessRecord): Remedy[] {
	if (of !== 'process' || !permissions.every((each) => INHERITED.test(each))) return [];
	return [
		{
			kind: 'command',
			why: 'This is hardly ever why something fails: look for what else is refused (`ausearch -m avc,user_avc -ts recent`), and pass these three by (noatsecure, rlimitinh, siginh). Mostly it is harmless: the program starts all the same, with an environment that is cleaned (AT_SECURE; some miss what secure_getenv(3) then hides), limits or signals of its own. A newer policy may have the rule, or hide the record. Where a { transition } between the same two is refused, too, it only comes with that: mend that one. Otherwise dontaudit rules are probably off (semodule -DB), or the transition was allowed by plain rules, without the dontaudit that domtrans_pattern() brings. This switches them on again:',
			text: 'semodule -B',
		},
	];
}
