// Levels at which a comparison holds.

import { formatRange, lub, type Range } from '@peercon/context';
import type { AccessRecord } from '@peercon/records';
import { checksOf, isSubjectProcess } from '../check/check.ts';
import type { Comparison } from '../constraint/constraint.ts';
import { isConstrainedType } from '../constraint/mcs.ts';
import type { Layer } from '../layer/layer.ts';
import { command, operand } from '../names.ts';
import { mapping, nodeArguments, rangeWith } from './mapping.ts';
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
	if (levels.kind === 'android') return [ANDROID];
	if (levels.kind === 'mls') {
		if (/^(?:netif|node)$/.test(record.class)) return [widerRange(record, subject, object)];
		if (levels.comparison === 'l1-h1 in l2-h2') return [widerEntry(record, subject, object)];
	}
	if (checksOf(record).some((check) => check.subject === 'peer')) return [PEER];
	if (!isSubjectProcess(record)) return [NEW_LABEL];
	if (levels.kind === 'mcs' && isConstrainedType(record.subject.type)) return [ofContainer(record)];
	const wanted = rangeFor(levels.comparison, subject, object);
	if (wanted === undefined) return [NEW_LEVEL];
	return [startedAt(record, formatRange(wanted))];
}

const NEW_LEVEL: Remedy = {
	kind: 'note',
	why: 'Change the level by a program that may, such as newrole(1) -l.',
};

const NEW_LABEL: Remedy = {
	kind: 'note',
	why: 'The subject is no process but a label that was chosen for something: choose another level for that.',
};

const PEER: Remedy = {
	kind: 'note',
	why: 'The subject is the peer: its level is the one that it sends at, to be changed over there.',
};

const ANDROID: Remedy = {
	kind: 'note',
	why: "The categories are the app's and the user's (levelFrom= in seapp_contexts). Make the domain an mlstrustedsubject or the type an mlstrustedobject only if it serves all users.",
};

/** A container and what it uses have the same categories: never are more given to the container. */
function ofContainer({ class: of, details }: AccessRecord): Remedy {
	if (!/file$|^dir$/.test(of)) {
		return {
			kind: 'note',
			why: 'The two are apart on purpose, each with categories of its own. If they belong together, start both with the same (podman: one pod, or --security-opt label=level:LEVEL).',
		};
	}
	const path = details.path?.startsWith('/') ? command(details.path) : 'PATH';
	return {
		kind: 'command',
		why: "The file has another container's categories. If several are to use it, take its categories off (the option :z of a volume does, and :Z gives it this container's):",
		text: `chcon -l s0 ${path}`,
	};
}

/** A program at another level: by its unit if it is a service, by runcon(1) otherwise. */
function startedAt(record: AccessRecord, range: string): Remedy {
	const { user, role, type } = record.subject;
	if (user === 'system_u' && role === 'system_r') {
		return {
			kind: 'command',
			why: 'Start the service in a range that does, if it may: a line below [Service] of its unit (systemctl edit):',
			text: `SELinuxContext=${[user, role, type, range].join(':')}`,
		};
	}
	return {
		kind: 'command',
		why: "Start the program in a range that does, if its user's clearance allows:",
		// A shell between, for runcon(1) by itself leaves the policy no choice of the domain.
		text: `runcon -l ${range} sh -c 'PROGRAM'`,
	};
}

/** Under MLS an interface or a node has a range, and lets through what lies in it. */
function widerRange(record: AccessRecord, subject: Range, object: Range): Remedy {
	const range = formatRange(rangeWith(object, subject.low));
	const { type } = record.object;
	if (record.class === 'netif') {
		return {
			kind: 'mapping',
			why: 'Give the interface a range that holds the level, if its wire may carry it:',
			text: mapping(
				'interface',
				['-t', type, '-r', range],
				operand(record.details.netif ?? 'INTERFACE'),
			),
		};
	}
	const field = checksOf(record)[0]?.field ?? 'saddr';
	return {
		kind: 'mapping',
		why: 'Give the node a range that holds the level, if what is there may have it:',
		text: mapping(
			'node',
			['-t', type, '-r', range],
			nodeArguments(record.details[field] ?? 'ADDRESS'),
		),
	};
}

/** An entry of IPsec policy is for flows whose whole range lies in its own. */
function widerEntry(
	{ object: { user, role, type } }: AccessRecord,
	subject: Range,
	object: Range,
): Remedy {
	const { low } = rangeWith(object, subject.low);
	const { high } = rangeWith(object, subject.high);
	const context = [user, role, type, formatRange({ low, high })].join(':');
	return {
		kind: 'mapping',
		why: "Give the entry of IPsec policy a context whose range holds the flow's (a new entry in place of it):",
		text: `ip xfrm policy add ... ctx ${command(context)}`,
	};
}

function rangeFor(rule: Comparison, subject: Range, object: Range): Range | undefined {
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
