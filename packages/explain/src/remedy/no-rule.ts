// Where a constraint refused: that a rule does not help, or not alone.

import type { AccessRecord } from '@peercon/records';
import type { Layer } from '../layer/layer.ts';
import type { Remedy } from './remedy.ts';
import { rule } from './rule.ts';

/**
 * Deduced from levels or users, it may be that the rule is missing as well; or alone, for an MLS policy
 * exempts many domains.
 */
export function noRule(record: AccessRecord, { basis, levels }: Layer): Remedy {
	if (basis !== 'record') return NO_RULE;
	if (levels?.kind !== 'mls') return MAYBE_NO_RULE;
	const alone = `If the policy exempts ${record.subject.type} from it, the rule alone is missing: ${rule(record).text}`;
	return { kind: 'note', why: `${MAYBE_NO_RULE.why} ${alone}` };
}

/** Where nobody has asked the policy, either may be what is missing. */
export function ruleAsWell(record: AccessRecord, layer: Layer): Remedy {
	if (layer.basis !== 'record') return NO_RULE;
	return {
		kind: 'note',
		why: `The constraint is checked beside the rules, and both must agree. The rule may be missing as well, or alone: ${rule(record).text}`,
	};
}
const NO_RULE: Remedy = {
	kind: 'note',
	why: 'An allow rule does not help: a constraint is checked beside the rules, and both must agree.',
};

const MAYBE_NO_RULE: Remedy = {
	kind: 'note',
	why: 'If it is this constraint, an allow rule alone does not help: both must agree.',
};

/** A process that changes its user or role. */
export const KEEP_IDENTITY: Remedy = {
	kind: 'note',
	why: 'Keep the user and the role, or let a program do it that may change them, such as newrole(1) or run_init(8).',
};

/** A file that would belong to another user. */
export const OWN_USER: Remedy = {
	kind: 'note',
	why: "What a program makes has the user of the program, unless it asks for another label first (setfscreatecon(3)): one that labels by path asks for system_u. Let it leave the user as it is, or let a program do it that may (restorecon, systemd-tmpfiles; in a policy of one's own: domain_obj_id_change_exemption).",
};
