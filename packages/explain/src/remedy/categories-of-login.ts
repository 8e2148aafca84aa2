// Files that people keep apart by categories: what the type allows a login, its range does not.

import { formatRange, lub } from '@peercon/context';
import type { AccessRecord } from '@peercon/records';
import { command, operand } from '../names.ts';
import { pathOf } from './path.ts';
import type { Remedy } from './remedy.ts';

/** Who is to have the categories, or what is to have them no more. */
export function categoriesOfLogin(record: AccessRecord): Remedy[] {
	const { subject, object } = record;
	if (!subject.range || !object.range) return [];
	const { low, high } = subject.range;
	const range = formatRange({ low, high: lub(high, object.range.high) });
	return [
		{
			kind: 'command',
			why: `By its type a login may use such files, so it is their categories (chcat(8)). Policies of RHEL 6 and before compare them for everybody; later ones where a module makes ${subject.type} an mcs_constrained_type. If the login NAME is to have them (from its next login on; -a -s ${subject.user} where \`semanage login -l\` does not list it; its user of SELinux must have them, too):`,
			text: command('semanage', 'login', '-m', '-r', range, 'NAME'),
		},
		{
			kind: 'command',
			why: 'If the file is to have no categories any more:',
			text: command('chcat', '-d', ...operand(pathOf(record) ?? 'PATH')),
		},
	];
}
