// Programs that are there for the files of others: they are to pass over owner and mode, and the policies say so.

import type { AccessRecord } from '@peercon/records';
import { command } from '../names.ts';
import { GAP } from './policy-gap.ts';
import type { Remedy } from './remedy.ts';
import { hushed } from './rule.ts';

/** Passwords and accounts, and who lets people in: the reference policy's and Fedora's give each the capability. */
const OF_ACCOUNTS =
	/^(?:(?:sysadm_)?passwd|ch(?:fn|kpwd)|updpwd|(?:user|group)add|sshd(?:_session|_auth)?|(?:local|remote)_login|sulogin|xdm|newrole|(?:\w+_)?sudo|(?:\w+_)?su|\w+_userhelper|accountsd|oddjob_mkhomedir|sssd|systemd_logind)_t$/;
/** What goes over everybody's files: logs, backups, temporary files, lists of all that there is. */
const OF_ALL_FILES =
	/^(?:crond|(?:\w+_)?crontab|logrotate|locate|tmpreaper|systemd_(?:tmpfiles|coredump)|restorecond|setfiles|bacula|amanda|backup|aide|tripwire|quota|rpm|dpkg|virt(?:logd|lockd))_t$/;

const CAPABILITIES = /^dac_(?:override|read_search)$/;

/** Whether a domain is to pass over owner and mode of files, by what it is there for. */
export function isMeantToPass({ class: of, subject, permissions }: AccessRecord): boolean {
	return (
		of === 'capability' &&
		(OF_ACCOUNTS.test(subject.type) || OF_ALL_FILES.test(subject.type)) &&
		permissions.every((each) => CAPABILITIES.test(each))
	);
}

/**
 * What to say of such a domain in place of owners and modes to be mended.
 *
 * @see generic_permission() in the kernel's fs/namei.c, and SELinuxProject/selinux-kernel#6
 */
export function toPassOver(record: AccessRecord): Remedy[] {
	const { subject, permissions } = record;
	const example = OF_ACCOUNTS.test(subject.type)
		? '/etc/shadow, which has mode 0000 on Fedora and RHEL and is to keep it; homes and keys'
		: 'files and folders of every owner';
	const gap: Remedy = {
		kind: 'note',
		why: `${GAP}, and no owner or mode is wrong: ${subject.type} is there for what belongs to others (${example}), so policies let it pass over that. Update selinux-policy first.`,
	};
	if (permissions.includes('dac_override')) return [gap, LESS];
	return [
		gap,
		{
			kind: 'command',
			why: 'Or it is only noise. For what is only read, the kernel asks for dac_read_search first and then for dac_override, which has all of it (since Linux 4.12; before it was the other way round, and older policies have dac_override alone). Where this finds a rule, nothing has failed (nor, while enforcing, where no record of dac_override follows, unless it is hidden by dontaudit):',
			text: command('sesearch', '-A', '-s', subject.type, '-c', 'capability', '-p', 'dac_override'),
		},
		hushed(record, 'This hushes it then (to allow dac_read_search would give it nothing new):'),
	];
}

/** To read takes less than to write. */
const LESS: Remedy = {
	kind: 'note',
	why: 'If dac_read_search was refused, too, it was probably only to read or to look, and that lesser capability is enough (since Linux 4.12 the kernel asks for it first).',
};

/** When to take the rule. */
export const TILL_UPDATE = 'If it fails without, until the policy is updated this rule:';
