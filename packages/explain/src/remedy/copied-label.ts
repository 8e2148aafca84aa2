// Labels that programs set on files: copied with them, or by their task early at boot.

import type { AccessRecord } from '@peercon/records';
import { GAP, ifOfDistribution, isThereToLabel } from './policy-gap.ts';
import type { Remedy } from './remedy.ts';
import { rule } from './rule.ts';

/** Programs that are there to label. */
const LABELERS =
	/^(?:restorecon|setfiles|fixfiles|chcon|\(?systemd|udevd|\(?udev|rpm|dpkg|matchpathcon)/;

/** Whether a terminal is to have the label of who logs in there, or its own again. */
function isLabelOfTerminal({ class: of, object, permissions }: AccessRecord): boolean {
	return (
		of === 'chr_file' &&
		/(?:^|_)(?:tty_device|devpts)_t$/.test(object.type) &&
		permissions.some((each) => /^relabel(?:from|to)$/.test(each))
	);
}

/** @see pam_selinux(8), and newrole(1), which label the terminal for the session and give it back */
function terminal({ subject, details: { comm = 'It' } }: AccessRecord): Remedy {
	return {
		kind: 'note',
		why: `${comm} labels the terminal for who is to use it, as what logs people in does, and gives it its label back at the end (relabelfrom the old type, relabelto the new one: both take a rule). ${GAP}${ifOfDistribution(subject.type)} that logs people in: update selinux-policy first. Its interfaces for it are term_relabel_...() and userdom_relabel_...().`,
	};
}

/**
 * What to do where ostree labels what it puts into /etc and /var early at boot, before a policy's domain is its own.
 *
 * @see ostree-remount.c of ostree, "etc.transient"
 */
export function labelsAtBoot(record: AccessRecord): Remedy[] {
	const { subject, permissions, details } = record;
	const isLabeling = permissions.every((each) => /^relabel(?:from|to)$/.test(each));
	if (!isLabeling || !/^(?:kernel|init)_t$/.test(subject.type)) return [];
	if (!details.comm?.startsWith('ostree-remount')) return [];
	return [
		{
			kind: 'note',
			why: `ostree-remount labels the files of a transient /etc and the like early at boot, which is what it is for: no label is wrong, and there is nothing to relabel. ${GAP}, which lacks the rules for ${subject.type}: update selinux-policy (and ostree), or report it. Until then the rules, relabelfrom and relabelto of each type.`,
		},
		rule(record),
	];
}

/** Whether Puppet sets a label, itself or as an application of a web server (Passenger). */
function isOfPuppet({ subject, object, details: { comm = '' } }: AccessRecord): boolean {
	const isOwn = [subject, object].some(({ type }) => type.startsWith('puppet'));
	return isOwn && /^(?:ruby|puppet|rack|passenger)/i.test(comm);
}

/** @see the attributes selrange, selrole, seltype and seluser of the type `file` of Puppet */
const MANAGES_LABELS: Remedy = {
	kind: 'note',
	why: 'Probably Puppet, which gives each file that it manages the label that the policy has for its path: so this file has another one. Where Puppet works, it only fills the log. Give the files theirs (restorecon -RFv of the folder), so that there is nothing to change, or tell Puppet to leave labels alone (selinux_ignore_defaults => true).',
};

/** What to do where a program probably copies labels with files. */
export function copiedLabel(record: AccessRecord): Remedy[] {
	const { class: of, permissions, details } = record;
	const isLabeling = permissions.includes('relabelto') && /file$|^dir$/.test(of);
	if (isLabelOfTerminal(record)) return [terminal(record)];
	if (!isLabeling || LABELERS.test(details.comm ?? '') || isThereToLabel(record)) return [];
	if (isOfPuppet(record)) return [MANAGES_LABELS];
	return [
		{
			kind: 'note',
			why: "Probably it copies labels with files (cp -a, rsync -X, tar --selinux, Python's shutil). Have it copy without labels (cp -r, rsync without -X): a new file then gets the one that the policy gives there, mostly that of its folder.",
		},
	];
}
