// Where Python looks for packages in the home of who it runs as, before it does anything: ~/.local/lib/pythonX.

import type { AccessRecord } from '@peercon/records';
import { PEOPLE } from '../layer/domains.ts';
import { isContainer } from './container-domain.ts';
import type { Remedy } from './remedy.ts';
import { hushed } from './rule.ts';

/** Python itself, and daemons that are written in it. */
const PYTHON =
	/^(?:(?:platform-)?python|rhsmcertd-w|rhsmd|fail2ban|firewalld|tuned|setroubleshoot|insights-)/;

/**
 * What to know of a daemon that looks into .local of its home.
 *
 * @see gnome_dontaudit_search_config(rhsmcertd_t) in contrib/rhsmcertd.te of Fedora's policy
 */
export function looksForUserSite(record: AccessRecord): Remedy[] {
	const { class: of, subject, object, details, permissions } = record;
	const isLocal = details.name === '.local' && object.type === 'gconf_home_t' && of === 'dir';
	if (!isLocal || !permissions.every((each) => /^(?:search|getattr)$/.test(each))) return [];
	if (!PYTHON.test(details.comm ?? '')) return [];
	if (isContainer(subject.type) || PEOPLE.test(subject.type)) return [];
	return [
		{
			kind: 'note',
			why: 'The program is probably one in Python, which looks at each start for packages of its user (~/.local/lib/pythonX.Y, mostly of root), and goes on without. Probably harmless, and the label is right. `python3 -s` or PYTHONNOUSERSITE=1 keeps it from looking; newer policies hide the record for some: update selinux-policy.',
		},
		hushed(record, 'If it works without, this hides the record and allows nothing:'),
	];
}
