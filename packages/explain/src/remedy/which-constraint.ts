// A constraint that nobody has named: how to find which one it is.

import type { AccessRecord } from '@peercon/records';
import { command } from '../names.ts';
import type { Remedy } from './remedy.ts';

/**
 * How to find the constraint, and what to do about it.
 *
 * @see seinfo(1); audit2why(1) of policycoreutils since 2.1.13 lists the constraint itself
 */
export function whichConstraint({
	subject,
	object,
	class: of,
	permissions,
}: AccessRecord): Remedy[] {
	const several = permissions.length > 1 ? 'any of ' : '';
	const types = [...new Set([subject.type, object.type])];
	return [
		{
			kind: 'command',
			why: `See the constraints on this class on that host: the one is meant that names ${several}${permissions.join(', ')} and is not true of these two contexts. (A newer audit2why lists it below the record.)`,
			text: command('seinfo', '--constrain', of),
		},
		...types.map(attributesOf),
		FITTING,
	];
}

/** What a type is exempted by, or meant by. */
function attributesOf(type: string): Remedy {
	return {
		kind: 'command',
		why: `And which attributes ${type} has:`,
		text: command('seinfo', '-t', type, '-x'),
	};
}

const FITTING: Remedy = {
	kind: 'note',
	why: "Then make the two contexts fit it: the user, role or level that it compares, or for a type of one's own the attribute that it exempts, by the interface of the policy that gives that. An allow rule does not help: a constraint is checked beside the rules, and both must agree.",
};
