// Booleans: rules that a policy has, switched off.

import type { AccessRecord } from '@peercon/records';
import { knownBoolean } from '../layer/booleans.ts';
import type { Layer } from '../layer/layer.ts';
import { command } from '../names.ts';
import type { Remedy } from './remedy.ts';

/**
 * The commands that switch a rule on.
 *
 * @param asked - those of audit2why(1), if a policy was asked
 */
export function switches(record: AccessRecord, asked: string[]): Remedy[] {
	const { names = [], caution } = knownBoolean(record) ?? {};
	const known = names.map((name) => `setsebool -P ${name} on`);
	const commands = asked.length > 0 ? asked : known;
	const careful: Remedy[] = caution === undefined ? [] : [{ kind: 'note', why: caution }];
	const switched = commands.map<Remedy>((text, at) => ({
		kind: 'command',
		why:
			at === 0
				? 'Switch its rules on, if all that they allow is wanted:'
				: 'Or these, which allow more:',
		text,
	}));
	return [...careful, ...switched];
}

/** Where to look for one, for the accesses that policies often have booleans for. */
export function whereBooleansAre(record: AccessRecord, { basis }: Layer): Remedy[] {
	const { subject, object, class: objectClass, permissions } = record;
	const [permission = ''] = permissions;
	if (basis !== 'record') return [];
	if (/^name_(?:connect|bind)$/.test(permission)) {
		return [
			{
				kind: 'command',
				why: 'See which types of ports that host lets it use; what a boolean has stands in brackets behind its rule:',
				text: command('sesearch', '-A', '-s', subject.type, '-c', objectClass, '-p', permission),
			},
		];
	}
	if (!/^exec(?:mem|stack|heap)$/.test(permission)) return [];
	const terms = ['-s', subject.type, '-t', object.type, '-c', objectClass];
	return [
		{
			kind: 'command',
			why: 'A boolean of that host may have the rule: it stands in brackets behind the rules that this finds:',
			text: command('sesearch', '-A', ...terms, '-p', permissions.join(',')),
		},
	];
}
