// Mail that is delivered to an account which nobody reads as a person: its home is no home.

import type { AccessRecord } from '@peercon/records';
import type { Remedy } from './remedy.ts';
import { hushed } from './rule.ts';

/** What delivers mail on this host, and looks for settings in the home of whom it is for. */
const DELIVERS = /^(?:postfix_local|procmail|sendmail|exim|dovecot_deliver)_t$/;
/** What homes have, and mail itself: there it is to be looked at. */
const OF_HOMES = /home|^mail_|^(?:default|unlabeled|autofs|nfs|cifs)_t$/;
/** What the kernel shows, and the settings, secrets and places of all that runs: no account's home. */
const OF_SYSTEM =
	/^(?:proc|sysctl|sysfs|cgroup|device|devpts|tmpfs|debugfs|security|selinux|etc|net_conf|cert|bin|lib|usr|tmp|var_run|var_log|var_lock|sssd|nscd|systemd|init|udev)_|_(?:device|etc|conf|config|var_run|runtime|tmp|log|exec|unit_file)_t$/;

/**
 * What to know of a look for `.forward` (local(8) of Postfix, and the like) in a folder of a service.
 *
 * @returns none for other records
 */
export function lookForForward(record: AccessRecord): Remedy[] {
	const { subject, object, class: of, permissions, event } = record;
	if (!DELIVERS.test(subject.type) || of !== 'dir') return [];
	if (OF_HOMES.test(object.type) || OF_SYSTEM.test(object.type)) return [];
	if (!permissions.every((each) => /^(?:search|getattr)$/.test(each))) return [];
	const whom = event?.fsuid === undefined ? '' : ` (fsuid= in the record SYSCALL: ${event.fsuid})`;
	return [
		{
			kind: 'note',
			why: `Probably mail for the account of a service${whom}, whose home in passwd(5) is this folder: what delivers it looks there for .forward. The label is right for the service, and no folder for mail: nothing is to be mended in SELinux, and the mail is mostly delivered to /var/mail all the same. See what sends that mail, mostly an error of a cron job (MAILTO= in crontab(5)), or send it to a person (aliases(5)).`,
		},
		hushed(record, 'This hides the record and allows nothing:'),
	];
}
