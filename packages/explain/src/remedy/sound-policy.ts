// A denial that no sound policy gives: a domain that may not use what its own policy has for it. Not a rule
// is missing there, but a policy is installed that does not fit: half updated, of another release, or with a
// module that was not loaded.

import type { AccessRecord } from '@peercon/records';
import { MANAGE, READ } from '../layer/boolean-rows.ts';
import { failedLevels } from '../layer/levels.ts';
import type { Remedy } from './remedy.ts';

const FILES = /^(?:dir|file|lnk_file|fifo_file|sock_file)$/;
const CONTAINER = /^(?:container_(?:t|init_t|kvm_t)|svirt_lxc_net_t)$/;

/** Accesses that each policy with the two types has allowed since it has them: container.te, virt.te, apache.te and so on. */
const ALLOWED_EVERYWHERE: [subject: RegExp, object: RegExp, of: RegExp, permission: RegExp][] = [
	[CONTAINER, /^(?:container|svirt_sandbox|svirt_lxc)_file_t$/, FILES, MANAGE],
	[
		CONTAINER,
		/^(?:container|svirt_sandbox|svirt_lxc)_file_t$/,
		/^chr_file$/,
		/^(?:getattr|open|read|write|append|ioctl|lock)$/,
	],
	[CONTAINER, /^container_(?:ro_file|share)_t$/, FILES, READ],
	[/^svirt(?:_tcg)?_t$/, /^svirt_image_t$/, FILES, MANAGE],
	[/^sshd_t$/, /^sshd_key_t$/, FILES, READ],
	[/^httpd_t$/, /^httpd_sys_content_t$/, FILES, READ],
	[/^mysqld_t$/, /^mysqld_db_t$/, FILES, MANAGE],
	[/^postgresql_t$/, /^postgresql_db_t$/, FILES, MANAGE],
];

/** What kernels ask since 4.13 and 5.4: a whole policy may be older. */
const LATE = /^(?:map|watch\w*)$/;

/** What modules name after the domain that uses it: httpd_config_t, sssd_var_lib_t. */
const OF_ITS_OWN =
	/^(?:conf|config|etc|key|var_run|runtime|var_lib|cache|var_cache|db|spool|data|tmp)_t$/;
/** Types whose names begin like those of others' files. */
const NOT_NAMED_AFTER =
	/^(?:container|svirt|kernel|init|user|staff|sysadm|guest|xguest|unconfined|virt|system)$/;
/** To look at and read, with what each reader of a file may do. */
const LOOK = /^(?:getattr|open|read|search|ioctl|lock)$/;

/** Whether the access is one that each sound policy allows, at levels that do not refuse it either. */
export function isOfBrokenPolicy(record: AccessRecord): boolean {
	const { subject, object, details, decision } = record;
	if (decision !== 'denied' || details.rule !== undefined || subject.user === 'u') return false;
	if (object.role !== 'object_r' || subject.isLevelCut || object.isLevelCut) return false;
	return isAllowedEverywhere(record) && failedLevels(record).length === 0;
}

function isAllowedEverywhere({ subject, object, class: of, permissions }: AccessRecord): boolean {
	const isListed = ALLOWED_EVERYWHERE.some(
		([domain, type, classes, names]) =>
			domain.test(subject.type) &&
			type.test(object.type) &&
			classes.test(of) &&
			permissions.every((each) => names.test(each) && !LATE.test(each)),
	);
	if (isListed) return true;
	const name = subject.type.replace(/_t$/, '');
	return (
		!NOT_NAMED_AFTER.test(name) &&
		object.type.startsWith(`${name}_`) &&
		OF_ITS_OWN.test(object.type.slice(name.length + 1)) &&
		/^(?:dir|file)$/.test(of) &&
		permissions.every((each) => LOOK.test(each))
	);
}

/**
 * What to know of a link among a domain's own settings, where policies have rules for files alone.
 *
 * @see sssd.te and ldap.te of the reference policy: read_files_pattern() has no rule for links
 */
export function linkAmongSettings({
	subject,
	object,
	class: of,
	permissions,
}: AccessRecord): Remedy[] {
	const name = subject.type.replace(/_t$/, '');
	const rest = object.type.startsWith(name) ? object.type.slice(name.length) : '';
	const isOwn = !NOT_NAMED_AFTER.test(name) && /^_(?:conf|config|etc|key)_t$/.test(rest);
	if (of !== 'lnk_file' || !isOwn || !permissions.every((each) => LOOK.test(each))) return [];
	return [
		{
			kind: 'note',
			why: `It is a symbolic link where the policy foresees a file: ${object.type} is right for it, and mostly ${subject.type} may read the files of that type, and not follow its links. Put the file itself there, or name it in the settings by its own path (which ${subject.type} must be allowed to read then); a newer policy may have the rule: update selinux-policy.`,
		},
	];
}

/** What to do about such a policy. */
export function brokenPolicy(record: AccessRecord): Remedy[] {
	if (!isOfBrokenPolicy(record)) return [];
	const { subject, object } = record;
	const isContainer = CONTAINER.test(subject.type);
	const packages = isContainer
		? 'selinux-policy selinux-policy-targeted container-selinux'
		: 'selinux-policy selinux-policy-targeted';
	return [
		{
			kind: 'command',
			why: `Policies mean ${subject.type} and ${object.type} for each other, and the levels do not forbid it. So probably the policy is not installed as it should be: an update was cut off, ${isContainer ? 'container-selinux and selinux-policy are not of one release' : 'a module is of another release than the rest'}, or a module failed and was not loaded. Update, install ${isContainer ? 'both' : 'it'} anew, and heed what that prints (Debian: apt-get install --reinstall selinux-policy-default):`,
			text: `dnf reinstall ${packages}`,
		},
		{
			kind: 'command',
			why: 'If it prints an error of a module, that is to be taken out or mended; these are the ones that were added to the policy here:',
			text: 'semodule -lfull',
		},
	];
}
