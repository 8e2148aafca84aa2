// What to do where the policy that was asked allows what a record says was refused.

import type { AccessRecord } from '@peercon/records';
import { knownBoolean } from '../layer/booleans.ts';
import { recentRecords } from '../names.ts';
import { switchOn } from './boolean.ts';
import { fileLabel } from './label.ts';
import { packagesOf } from './policy-gap.ts';
import type { Remedy } from './remedy.ts';

/**
 * The next steps: such an answer tells that something has changed, and not what, nor that the program works by now.
 *
 * @returns the boolean that was probably turned; else how to see what is refused still, and what was the better cure
 */
export function allowedByNow(record: AccessRecord): Remedy[] {
	const turned = keptOn(record);
	const better = fileLabel(record).filter(({ text }) => text?.startsWith('semanage fcontext'));
	return [
		...turned,
		...(turned.length > 0 ? [] : [TRY_AGAIN, WHAT_CHANGED]),
		...(better.length > 0 && turned.length === 0 ? [INSTEAD_OF_MODULE, ...better] : []),
	];
}

/**
 * Where the policy allows by now what a record says was refused: of the booleans that are known for it, one was
 * probably turned since, and perhaps until the next boot alone.
 */
function keptOn(record: AccessRecord): Remedy[] {
	const [name] = knownBoolean(record)?.names ?? [];
	if (name === undefined) return [];
	return [
		{
			kind: 'command',
			why: `Probably the boolean ${name} was turned since, or ${packagesOf(record)} updated: try again (a container is to be started anew). \`semanage boolean -l\` shows what the boolean is now, and after a boot; if all that it allows is wanted, this keeps it:`,
			text: switchOn(name),
		},
	];
}

const TRY_AGAIN: Remedy = {
	kind: 'command',
	why: 'Try again. If it fails still, there is a newer record, mostly of the next thing that is refused: have that explained.',
	text: recentRecords(),
};

const WHAT_CHANGED: Remedy = {
	kind: 'note',
	why: 'Without a newer record: a rule dontaudit may hide it (`semodule -DB`, try, `semodule -B`), or it is not SELinux. A record with permissive=1 was refused nothing. If it is the same record again, probably another policy was asked than the one that is loaded (another host, another release; `load_policy` loads what is on disk).',
};

const INSTEAD_OF_MODULE: Remedy = {
	kind: 'note',
	why: 'If a module of audit2allow is why it is allowed by now (`semodule -lfull | grep -E ^[34]00` lists those made by hand; sealert advises 300), a label is probably better than its rule, and the module may go (`semodule -r NAME`):',
};
