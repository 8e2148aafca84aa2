// What was seen of a file's label on the host itself, beside what a record lets one guess.

import type { AccessRecord } from '@peercon/records';
import type { FileLabel } from '../file-label.ts';
import { command, operand } from '../names.ts';
import { GENERIC } from './label.ts';
import { restorecon, restoreconOptions, restoreconTrial } from './path.ts';
import type { Remedy } from './remedy.ts';

/** Types by which a file has probably lost its own: of homes and folders, and of programs that nobody has labeled. */
const LOST = new RegExp(`${GENERIC.source}|^(?:bin|lib|data_home|config_home|cache_home)_t$`);

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
	const { path, is, should, isAllowed } = seen;
	const { subject, object } = record;
	const refused = object.type;
	if (is !== refused) {
		const why = `${path} has another label by now, ${is}: try again. What follows is for the old one.`;
		return [{ kind: 'note', why }, ...ways];
	}
	if (should === refused) {
		const why = `${refused} is what this host's policy says of ${path}, too: restorecon(8) changes nothing there.`;
		return [{ kind: 'note', why }, ...ways.filter(({ text }) => !restores(record, text))];
	}
	if (isAllowed && LOST.test(refused)) return [giveLabel(record, seen)];
	const what = isAllowed
		? `with that ${subject.type} might do this`
		: isAllowed === false
			? `with that, too, it is refused to ${subject.type}`
			: undefined;
	const why = `This host's policy has ${should} for ${path}, not ${refused}${what === undefined ? '' : `: ${what}`}. Before restorecon(8), see where ${refused} is from: a file that was moved, chcon(1), or what makes it anew with that.`;
	return [{ kind: 'note', why }, ...ways];
}

/** Whether a command gives the file the label that the policy has for its path, or would tell. */
function restores(record: AccessRecord, text: string | undefined): boolean {
	return text === restorecon(record) || text === restoreconTrial(record);
}

function giveLabel({ subject, object }: AccessRecord, { path, should }: FileLabel): Remedy {
	return {
		kind: 'command',
		why: `This host's policy has ${should} for that path, and lets ${subject.type} do this with it; ${object.type} it has probably by mv(1), which keeps the old label, or by what has written it anew without labeling it, as an update may. Give it that (a rule would count for all that has ${object.type}; -R for all below a folder, too):`,
		text: command('restorecon', restoreconOptions('v', object), ...operand(path)),
	};
}
