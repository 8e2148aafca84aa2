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
	const behind = 'rules for this behind a boolean that is off by default';
	if (type.startsWith('portage_'))
		return {
			kind: 'note',
			why: `By the type ${type} the policy is the reference policy's, which has ${behind}: so the label is right.`,
		};
	return {
		kind: 'note',
		why: `The reference policy has ${behind}: there the label is right. Fedora's lets systemd-tmpfiles use every type that is for files: there ${type} is probably of a module that does not say that it is one (\`seinfo -t ${type} -x\` shows file_type if it is; files_pid_file(${type}) in its source, in the reference policy files_runtime_file(${type})).`,
	};
}
