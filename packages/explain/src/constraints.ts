// The MLS and MCS constraints of the reference policy that bear on a peer, a packet, a socket, a
// descriptor, a process or a file, as `seinfo --constrain` prints them for Debian 13's two policies.
//
// A constraint is checked beside the allow rules. It compares levels: l1 and h1 are the low and the
// high level of the subject (scontext), l2 and h2 those of the object (tcontext).

/** What must hold between the levels. */
export type LevelRule =
	| 'l1 dom l2'
	| 'h1 dom h2'
	| 'l1 eq l2'
	| 'l1 in l2-h2'
	| 'h1 dom h2, l1 eq l2';

/** Which of the two policies: one sensitivity and categories, or several sensitivities. */
export type PolicyKind = 'mcs' | 'mls';

interface Entry {
	classes: RegExp;
	permissions: RegExp;
	rule: LevelRule;
}

const READ = /^(read|getattr|getopt|listen|execute|search|unix_read|recv|receive|getsched|ptrace)$/;
const WRITE =
	/^(write|append|create|setattr|setopt|connect|shutdown|relabelfrom|unlink|rename|link|add_name|remove_name|unix_write|destroy|enqueue|send|connectto|sendto|accept|sig\w+|set\w+)$/;

/** refpolicy: policy/mls. The first entry that fits counts. */
const MLS: Entry[] = [
	{ classes: /^(netif|node)$/, permissions: /./, rule: 'l1 in l2-h2' },
	{ classes: /^packet$/, permissions: /^forward_/, rule: 'l1 in l2-h2' },
	{ classes: /^(peer|packet)$/, permissions: /^recv$/, rule: 'l1 dom l2' },
	{ classes: /^association$/, permissions: /^recvfrom$/, rule: 'l1 in l2-h2' },
	{ classes: /^association$/, permissions: /^sendto$/, rule: 'l1 eq l2' },
	{ classes: /^fd$/, permissions: /^use$/, rule: 'l1 eq l2' },
	{ classes: /^process$/, permissions: /transition$/, rule: 'h1 dom h2, l1 eq l2' },
	{
		classes: /(_socket|file|^dir|^process|^shm|^sem|^msgq?)$/,
		permissions: READ,
		rule: 'l1 dom l2',
	},
	{
		classes: /(_socket|file|^dir|^process|^shm|^sem|^msgq?)$/,
		permissions: WRITE,
		rule: 'l1 eq l2',
	},
];

/** refpolicy: policy/mcs. They bind a subject whose type is an mcs_constrained_type. */
const MCS: Entry[] = [
	{ classes: /^(netif|node)$/, permissions: /./, rule: 'l1 dom l2' },
	{ classes: /^(peer|packet)$/, permissions: /^recv$/, rule: 'l1 dom l2' },
	{
		classes: /(_socket|file|^dir|^process|^shm|^sem|^msgq?)$/,
		permissions:
			/^(?!getattr$|name_|entrypoint|noatsecure|siginh|rlimitinh|sigchld|signull|exec(mem|stack|heap|mod)$|association)/,
		rule: 'h1 dom h2',
	},
];

/**
 * The constraint on an access.
 *
 * @param kind - which policy
 * @param objectClass - the record's class
 * @param permission - one of the record's permissions
 * @returns what must hold between the levels, or undefined if nothing must
 */
export function levelRule(
	kind: PolicyKind,
	objectClass: string,
	permission: string,
): LevelRule | undefined {
	return (kind === 'mls' ? MLS : MCS).find(
		({ classes, permissions }) => classes.test(objectClass) && permissions.test(permission),
	)?.rule;
}
