// Levels at which a comparison holds.

import { formatRange, glb, lub, type Range } from '@peercon/context';
import type { AccessRecord } from '@peercon/records';
import type { Layer } from '../layer/layer.ts';
import { command, operand } from '../names.ts';
import type { Remedy } from './remedy.ts';

/**
 * The same program at a level at which the comparison holds.
 *
 * @param layer - the layer, with the comparison that failed
 * @returns a command, or a note where no program can be started at another level
 * @see runcon(1): the range must be one that the user and the policy allow
 */
export function levelCommands(record: AccessRecord, { levels }: Layer): Remedy[] {
	const [subject, object] = [record.subject.range, record.object.range];
	if (!levels || !subject || !object) return [];
	if (record.class === 'netif' && levels.kind === 'mls')
		return [widerInterface(record, subject, object)];
	const wanted = rangeFor(levels.rule, subject, object);
	return wanted === undefined
		? [
				{
					kind: 'note',
					why: 'Change the level by a program that may, such as newrole(1) -l.',
				},
			]
		: [
				{
					kind: 'command',
					why: "Start the program in a range that does, if its user's clearance allows:",
					// A shell between, for runcon(1) by itself leaves the policy no choice of the domain.
					text: `runcon -l ${formatRange(wanted)} sh -c 'PROGRAM'`,
				},
			];
}

/** Under MLS an interface has a range, and lets through what lies in it. */
function widerInterface(record: AccessRecord, subject: Range, object: Range): Remedy {
	const range = { low: glb(object.low, subject.low), high: lub(object.high, subject.low) };
	const words = [
		'-t',
		record.object.type,
		'-r',
		formatRange(range),
		...operand(record.details.netif ?? 'INTERFACE'),
	];
	return {
		kind: 'mapping',
		why: 'Give the interface a range that holds the level, if its wire may carry it:',
		text: command('semanage', 'interface', '-a', ...words),
	};
}

function rangeFor(rule: string, subject: Range, object: Range): Range | undefined {
	switch (rule) {
		case 'l1 dom l2': {
			const low = lub(subject.low, object.low);
			return { low, high: lub(subject.high, low) };
		}
		case 'h1 dom h2':
			return { low: subject.low, high: lub(subject.high, object.high) };
		case 'l1 eq l2':
			return { low: object.low, high: lub(subject.high, object.low) };
		default:
			return undefined;
	}
}
