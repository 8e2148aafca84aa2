// Homes that eCryptfs encrypts: what a login reads to mount them.

import type { AccessRecord } from '@peercon/records';
import { nameOf } from '../check/situation.ts';
import { isNotThereYet, pathOf } from './path.ts';
import type { Remedy } from './remedy.ts';

/** What eCryptfs has in a home, and below /home/.ecryptfs for homes that are encrypted as a whole. */
const OF_ECRYPTFS =
	/^(?:\.ecryptfs|\.Private|wrapped-passphrase|auto-u?mount|Private\.(?:sig|mnt))$/;

/**
 * What to do of what eCryptfs keeps of a home that it encrypts; none for other records.
 *
 * @see HOME_DIR/\.ecryptfs in kernel/filesystem.fc of Fedora's policy, which has no /home/.ecryptfs
 */
export function keysOfEcryptfs(record: AccessRecord): Remedy[] {
	const isInTree = /\/\.ecryptfs(?:\/|$)/.test(pathOf(record) ?? '');
	if (!isInTree && !OF_ECRYPTFS.test(nameOf(record))) return [];
	if (record.object.type !== 'user_home_t' || isNotThereYet(record)) return [];
	return [
		{
			kind: 'command',
			why: 'By its name it is of a home that eCryptfs encrypts, which a login mounts: its keys and settings are ecryptfs_t. Of what each home has itself (~/.ecryptfs, ~/.Private) the policy has the label: restorecon -Rv of those. Where all of a home is encrypted they lie in /home/.ecryptfs, for which a policy may have none (a newer selinux-policy has; a link that points there has the type of the home):',
			text: "semanage fcontext -a -t ecryptfs_t '/home/\\.ecryptfs(/.*)?' && restorecon -RFv /home/.ecryptfs",
		},
	];
}
