// The hashes of passwords, which the policy itself keeps from nearly all domains.

import type { AccessRecord } from '@peercon/records';
import { pathOf } from './path.ts';
import type { Remedy } from './remedy.ts';

/** What is at these names is labeled rightly: another file with that type may have got it by mistake. */
const HASHES = /(?:^|\/)(?:g?shadow[-+]?|opasswd)$/;

const USES = ['read', 'open', 'write', 'append'];

/**
 * What to do instead where a program wants the hashes of passwords.
 *
 * @returns none for other records; otherwise all that there is to say
 */
export function passwordHashes(record: AccessRecord): Remedy[] {
	const { class: of, object, permissions, details } = record;
	const name = pathOf(record) ?? details.name ?? '';
	if (object.type !== 'shadow_t' || of !== 'file' || !HASHES.test(name)) return [];
	if (!permissions.some((each) => USES.includes(each))) return [];
	return details.comm === 'unix_chkpwd' ? [ofHelper(record)] : [INSTEAD];
}

/** The program that PAM has read them for it, and that is to run in a domain of its own. */
function ofHelper({ subject }: AccessRecord): Remedy {
	const byBoolean =
		subject.type === 'httpd_t'
			? ' For a web server that asks PAM (mod_authnz_pam) that is a boolean: `setsebool -P httpd_mod_auth_pam on` (Fedora, RHEL).'
			: '';
	return {
		kind: 'note',
		why: `unix_chkpwd(8) reads them for PAM, in its own domain chkpwd_t, and has not entered that from ${subject.type}: write no rule for the hashes, but let it enter.${byBoolean} Otherwise see whether the program has its label (\`restorecon -v /usr/sbin/unix_chkpwd\`) and no_new_privs is off (NoNewPrivileges= of the unit); or, in a module of the policy, domtrans_pattern(${subject.type}, chkpwd_exec_t, chkpwd_t).`,
	};
}

const INSTEAD: Remedy = {
	kind: 'note',
	why: 'Write no rule for the hashes of passwords: whoever takes the program over has them all, and the policy asserts (neverallow, authlogin.te of the reference policy) that few domains have any. Probably the program compares passwords by itself: have it ask PAM, whose pam_unix(8) lets unix_chkpwd(8) read them (sshd: UsePAM yes; others have a setting or a plugin). One that only goes over files, as a backup or a scan does, is to leave these out, or to run in the domain that the policy has for it.',
};
