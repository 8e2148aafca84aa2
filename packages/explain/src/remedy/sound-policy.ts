// A denial that no sound policy gives: a domain that may not use what its own policy has for it. Not a rule
// is missing there, but a policy is installed that does not fit: half updated, of another release, or with a
// module that was not loaded.

import type { AccessRecord } from '@peercon/records';
import {
	CONTAINER,
	isAllowedEverywhere,
	LOOK,
	NOT_NAMED_AFTER,
} from '../layer/allowed-everywhere.ts';
import { failedLevels } from '../layer/levels.ts';
import type { Remedy } from './remedy.ts';

/** Whether the access is one that each sound policy allows, at levels that do not refuse it either. */
export function isOfBrokenPolicy(record: AccessRecord): boolean {
	const { subject, object, details, decision } = record;
	if (decision !== 'denied' || details.rule !== undefined || subject.user === 'u') return false;
	if (object.role !== 'object_r' || subject.isLevelCut || object.isLevelCut) return false;
	return isAllowedEverywhere(record) && failedLevels(record).length === 0;
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

/** Types that no policy gives to a port or an address: those of the kernel's own objects, of files and of domains. */
const OF_NO_PORT =
	/^(?:sysctl(?:_\w+)?|kernel|security|fs|file|etc|proc|device|default|init|unconfined)_t$/;

/**
 * What to do where a port or an address has such a type; none for other records.
 *
 * @see security_node_sid and security_port_sid in security/selinux/ss/services.c: what no entry is for has an initial SID
 */
export function portOfNoKind({ object, permissions }: AccessRecord): Remedy[] {
	const isAsked = permissions.some((each) => /^(?:node_bind|name_bind|name_connect)$/.test(each));
	if (!isAsked || !OF_NO_PORT.test(object.type)) return [];
	const what = permissions.includes('node_bind') ? 'An address' : 'A port';
	return [
		{
			kind: 'note',
			why: `${what} never has the type ${object.type}. The kernel takes it from the policy's initial contexts where no entry is for it, so probably the loaded policy is damaged: its initial SIDs are in another order than the kernel's, as after a build of its base module by tools or from sources that do not fit. No rule. Install the distribution's policy anew (or the one before), or build the base module again from a release; \`seinfo --initialsid -x\` shows which context each has, netif, port and node among them.`,
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
