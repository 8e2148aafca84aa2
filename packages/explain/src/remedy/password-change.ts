// A password that has expired, which PAM has changed in the program that logs somebody in.

import type { AccessRecord } from '@peercon/records';
import { nameOf } from '../check/situation.ts';
import { GAP } from './policy-gap.ts';
import type { Remedy } from './remedy.ts';

/** What logs people in, and asks for a new password there. */
const LOGINS = /^(?:xdm|local_login|remote_login|sshd(?:_session)?|rlogind|xscreensaver)_t$/;

/** What pam_unix(8) makes in /etc while it changes one: lckpwdf(3), and the list anew under another name. */
const MADE = /^(?:\.pwd\.lock|n?shadow|npasswd|nopasswd|shadow-)$/;

const CHANGES = /^(?:add_name|remove_name|create|write|append|rename|unlink|setattr|link)$/;

/**
 * What to do where a login program is refused that.
 *
 * @see unix_update_shadow in pam_unix's passverify.c
 */
export function changesPassword(record: AccessRecord): Remedy[] {
	const { subject, object, class: of, permissions } = record;
	const isThere = /^(?:etc|shadow|shadow_lock)_t$/.test(object.type) && /^(?:dir|file)$/.test(of);
	if (!LOGINS.test(subject.type) || !isThere || !MADE.test(nameOf(record))) return [];
	if (!permissions.some((each) => CHANGES.test(each))) return [];
	return [
		{
			kind: 'note',
			why: `Probably a password that has expired is changed at the login: pam_unix does that in the program itself, in ${subject.type}, and makes .pwd.lock and nshadow in /etc, which it renames to shadow. No label is wrong, and /etc keeps its own. ${GAP}, which lets passwd(1) do it and not every login program: update selinux-policy first, and where the newest lacks it, too, report it there. Until then whose password it is can change it by passwd(1), in a login of another kind, or root sets it.`,
		},
		{
			kind: 'rule',
			why: `In the source of a module, the interface for it, with auth_etc_filetrans_shadow(${subject.type}) for the type of what is made in /etc; the program may then read and write the hashes of all passwords:`,
			text: `auth_manage_shadow(${subject.type})`,
		},
	];
}
