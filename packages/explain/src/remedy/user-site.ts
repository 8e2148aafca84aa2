// What Python does by itself: it looks for packages in the home of who it runs as (~/.local/lib/pythonX), and keeps
// what it has compiled beside the source.

import type { AccessRecord } from '@peercon/records';
import { nameOf } from '../check/situation.ts';
import { PEOPLE } from '../layer/domains.ts';
import { isContainer } from './container-domain.ts';
import { isWriting } from './own-type.ts';
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
	const asked = record.event?.paths ?? [];
	if (asked.length > 0 && !asked.some(({ name }) => /python|\.local\/?$/.test(name))) return [];
	if (isContainer(subject.type) || PEOPLE.test(subject.type)) return [];
	return [
		{
			kind: 'note',
			why: 'The program is probably one in Python, which looks at each start for packages of its user (~/.local/lib/pythonX.Y, mostly of root), and goes on without. Probably harmless, and the label is right. `python3 -s` or PYTHONNOUSERSITE=1 keeps it from looking; newer policies hide the record for some: update selinux-policy.',
		},
		hushed(record, 'If it works without, this hides the record and allows nothing:'),
	];
}

/** Folders of modules and what is kept in them. */
const OF_MODULES = /^(?:python\d[\d.]*|__pycache__|(?:site|dist)-packages)$|\.pyc(?:\.\d+)?$/;

/**
 * What to know of a service that would write where Python's modules lie.
 *
 * @see libs_dontaudit_write_lib_dirs in the modules of services in Python, in Fedora's policy
 */
export function compilesModules(record: AccessRecord): Remedy[] {
	const { class: of, subject, object, details } = record;
	const name = nameOf(record);
	if (!/^(?:dir|file)$/.test(of) || !isWriting(record)) return [];
	if (!/^(?:lib|usr|bin)_t$/.test(object.type) || !subject.type.endsWith('_t')) return [];
	const isModule = OF_MODULES.test(name) || /\/__pycache__\//.test(details.path ?? '');
	if (!isModule || isContainer(subject.type) || PEOPLE.test(subject.type)) return [];
	return [
		{
			kind: 'note',
			why: 'Probably Python keeps what it has compiled (__pycache__, .pyc) beside the source, as it does for root, and goes on without: harmless, and the label is right. PYTHONDONTWRITEBYTECODE=1 in its environment (Environment= of a unit) keeps it from trying; newer policies hide the record for some services: update selinux-policy. No rule: a service that may write what all programs in Python load could change them.',
		},
		hushed(record, 'This hides the record and allows nothing:'),
	];
}
