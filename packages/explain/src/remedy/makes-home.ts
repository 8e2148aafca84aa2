// Homes that useradd(8) or pam_oddjob_mkhomedir(8) makes where the policy expects none.

import type { AccessRecord } from '@peercon/records';
import { isNotThereYet } from './path.ts';
import { GAP } from './policy-gap.ts';
import type { Remedy } from './remedy.ts';

/** What has a folder, PLACE, labeled as the one that homes lie in, and each in it as a home. */
export const LABEL_AS_HOMES = 'semanage fcontext -a -e /home PLACE && restorecon -RF PLACE';

/** Whether the helper of pam_mkhomedir(8) makes a home in the domain of who logs somebody in. */
export function isHelperOfPam({ subject, details }: AccessRecord): boolean {
	return /^mkhomedir_helpe/.test(details.comm ?? '') && subject.type !== 'oddjob_mkhomedir_t';
}

/** @see authlogin.te and oddjob.fc of Fedora's policy: login_pgm enters oddjob_mkhomedir_t by it */
const HELPER_OF_PAM: Remedy = {
	kind: 'command',
	why: 'It makes the home of somebody who logs in for the first time (pam_mkhomedir), and is to do so in a domain of its own, oddjob_mkhomedir_t. Here it has stayed in that of the login: its file has probably lost the label that leads there (or no_new_privs has kept it out). Give it that, and what was made of the home its label (restorecon -R). Or let oddjobd make homes (pam_oddjob_mkhomedir; `authselect enable-feature with-mkhomedir`, and oddjobd running):',
	text: 'restorecon -v /usr/sbin/mkhomedir_helper',
};

/** What folders have that nobody has labeled as one of homes. */
const OF_PLACES = /^(?:default|mnt|usr|lib|bin|etc|var|var_lib|root)_t$/;

/** Whether it is something of /etc/skel that the policy has a type of its own for in a home. */
function isOfSkeleton({ object, details: { comm } }: AccessRecord): boolean {
	// userdel(8), which removes it all again, runs in the same domain.
	return (
		comm !== 'userdel' &&
		/_home_t$/.test(object.type) &&
		!/^(?:user|admin|xdm)_home_t$/.test(object.type)
	);
}

/** Whether it makes something in a folder of the system's programs: it has nothing to write there but a home. */
function isWrittenBelowUsr({ class: of, object, permissions }: AccessRecord): boolean {
	return (
		of === 'dir' && /^(?:usr|lib|bin|etc)_t$/.test(object.type) && permissions.includes('write')
	);
}

function ofSkeleton({ subject, object, details }: AccessRecord): Remedy {
	const { name = 'it' } = details;
	return {
		kind: 'note',
		why: `Probably it copies ${name} from /etc/skel into a new home, where the policy gives that a type of its own, ${object.type}, and has no rule for ${subject.type} to make it. ${GAP}: update selinux-policy first. Until then leave ${name} out of /etc/skel; the rule is the first of several (write, add_name, setattr, and what is in it).`,
	};
}

/**
 * What to do where a home, or what is copied into it from /etc/skel, may not be made.
 *
 * @returns none for other records
 * @see userdom_home_filetrans_user_home_dir in admin/usermanage.te of Fedora's policy: below home_root_t alone
 */
export function makesHome(record: AccessRecord): Remedy[] {
	const { subject, object } = record;
	if (isHelperOfPam(record)) return [HELPER_OF_PAM];
	if (!/^(?:useradd|oddjob_mkhomedir)_t$/.test(subject.type)) return [];
	if (isOfSkeleton(record)) return [ofSkeleton(record)];
	if (!(isNotThereYet(record) || isWrittenBelowUsr(record)) || !OF_PLACES.test(object.type))
		return [];
	return [
		{
			kind: 'note',
			why: `Probably it makes a home in a folder that is none for homes (${object.type}), or copies /etc/skel into one there. The account of a service needs none: useradd -M, or a home in -d that is there by then; its package, tmpfiles.d(5) or sysusers.d(5) makes the folder, with a type of its own.`,
		},
		{
			kind: 'command',
			why: "If it is where people's homes lie on this host (HOME= in /etc/default/useradd), tell the policy that PLACE is to be labeled as /home is, before the account is made:",
			text: LABEL_AS_HOMES,
		},
	];
}
