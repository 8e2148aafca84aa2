// What was seen of a file's label on the host itself: that comes before what a record lets one guess.

import type { AccessRecord } from '@peercon/records';
import type { FileLabel } from '../file-label.ts';
import { GENERIC } from './label.ts';
import { CUSTOMIZABLE, restorecon } from './path.ts';
import type { Remedy } from './remedy.ts';

/**
 * What there is to do, now that the label was looked at.
 *
 * @param seen - what the file has and what the policy has for its path; undefined where nobody has looked
 * @param ways - what the record alone lets one say
 */
export function heedLabel(
	record: AccessRecord,
	seen: FileLabel | undefined,
	ways: Remedy[],
): Remedy[] {
	if (seen === undefined) return ways;
	const { path, is, should } = seen;
	const refused = record.object.type;
	if (is !== refused)
		return [
			{
				kind: 'note',
				why: `${path} has another label by now, ${is}: try again. What follows is for the old one.`,
			},
			...ways,
		];
	const others = ways.filter(({ text = '' }) => !/^restorecon /.test(text));
	if (should === refused)
		return [
			{
				kind: 'note',
				why: `${refused} is the label that this host's policy has for ${path}: restorecon(8) changes nothing there.`,
			},
			...others,
		];
	// What people or an engine (:z) give, they have probably given for something.
	if (CUSTOMIZABLE.test(refused))
		return [{ kind: 'note', why: `This host's policy has ${should} for ${path}.` }, ...ways];
	if (!GENERIC.test(should)) return [giveLabel(record, should)];
	// That is for nobody: to have it back may not be enough, or be the end of what somebody has given it.
	if (GENERIC.test(refused)) return [giveLabel(record, should), ...others];
	return [
		{
			kind: 'note',
			why: `This host's policy has only ${should} for ${path}: somebody has given it ${refused} by hand (chcon), or what made it has. The next restorecon takes that away, unless semanage(8) has told the policy.`,
		},
		...others,
	];
}

function giveLabel(record: AccessRecord, type: string): Remedy {
	return {
		kind: 'command',
		why: `It has a wrong label: this host's policy has ${type} for that path. It was probably moved there (mv(1) keeps the old one), or written anew by what labels nothing, as an update may be. Give it that (a rule would count for all that has ${record.object.type}):`,
		text: restorecon(record),
	};
}
