// systemd-tmpfiles(8), which makes and labels whatever tmpfiles.d(5) says.

import type { AccessRecord } from '@peercon/records';
import type { Remedy } from './remedy.ts';

/**
 * What to do where it may not: its list may name any file, and policies let it use those of services.
 *
 * @see systemd_tmpfiles_manage_all in system/systemd.te of the reference policy; Fedora's lets it manage most files
 */
export function byTmpfiles({ class: of, subject, object }: AccessRecord): Remedy[] {
	if (subject.type !== 'systemd_tmpfiles_t' || !/^(?:dir|file)$/.test(of)) return [];
	if (object.type === 'unlabeled_t') return [];
	const isReference = /^portage_|_runtime_t$/.test(object.type);
	return [
		...(isReference ? [ofReference(object.type)] : []),
		{
			kind: 'command',
			why: 'What tmpfiles.d(5) names, its lines or a package have chosen. Where the policy is the reference policy (Debian, Gentoo, Flatcar), a boolean lets it make and label everything that is not for security alone; others allow most of that (update selinux-policy). The rule below is narrower:',
			text: 'setsebool -P systemd_tmpfiles_manage_all on',
		},
	];
}

/** Types that the reference policy alone has: of Gentoo's package manager, and of what others call var_run_t. */
function ofReference(type: string): Remedy {
	return {
		kind: 'note',
		why: `By the type ${type} the policy is the reference policy's, which has rules for this behind a boolean that is off by default: so the label is right.`,
	};
}
