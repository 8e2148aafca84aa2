// The state transfer of Galera: scripts that mysqld(8) starts, and that stay in its domain.

import type { AccessRecord } from '@peercon/records';
import type { Remedy } from './remedy.ts';
import { rule } from './rule.ts';

/** What hands the data over, by comm=: wsrep_sst_rsync and the like, and what they start. */
const OF_TRANSFER =
	/^(?:wsrep_sst_\w*|rsync|socat|mariabackup|mariadb-backup|xtrabackup\w*|mbstream|xbstream)$/;

/**
 * What to know where such a script is refused something.
 *
 * @returns none for other records
 * @see mysql.te of Fedora's policy, which lets mysqld_t run rsync in place and bind what Galera uses
 */
export function stateTransfer(record: AccessRecord): Remedy[] {
	const {
		subject,
		details: { comm = '' },
	} = record;
	if (subject.type !== 'mysqld_t' || !OF_TRANSFER.test(comm)) return [];
	return [
		{
			kind: 'note',
			why: `By comm=${comm} it is probably a state transfer of Galera (SST), whose scripts run in mysqld_t: no label is wrong. Newer policies have more of what they do (rsync, ports): update selinux-policy first. What is left is mostly several rules: \`semanage permissive -a mysqld_t\` during one transfer lets them all be recorded, for a module of one's own, and -d takes that back. Its ports are 4567 (UDP, too), 4568 and 4444 (mysqld_port_t, where nothing else on this host uses them).`,
		},
		rule(record, 'Until then this rule, and no more:'),
	];
}
