// What would allow an access, never wider than its record.

import type { AccessRecord } from '@peercon/records';
import { changesRole } from '../layer/identity.ts';
import type { Layer } from '../layer/layer.ts';
import { impossibleName } from '../names.ts';
import { levelCommands } from './level.ts';
import { labeling, mappings } from './mapping.ts';

/** One way to allow what was refused. */
export interface Remedy {
	kind: 'rule' | 'mapping' | 'command' | 'note';
	/** When to take it, and what it does. */
	why: string;
	/** The rule or the command; words in capitals are for the reader to fill in. */
	text?: string;
}

/**
 * What would allow an access.
 *
 * @param layer - what refused it
 * @param booleans - the commands of audit2why that switch a rule on
 * @returns the ways, the best first; none for what is allowed already
 */
export function remedies(record: AccessRecord, layer: Layer, booleans: string[] = []): Remedy[] {
	const impossible = impossibleName(record);
	if (impossible !== undefined && layer.name !== 'none') return [noName(impossible)];
	switch (layer.name) {
		case 'type enforcement':
			return [...mappings(record), rule(record), ...roleToo(record, layer)];
		case 'labeled networking not configured':
			return [...labeling(record), rule(record)];
		case 'boolean':
			return booleans.map((text) => ({
				kind: 'command',
				why: 'Switch its rules on, if all that they allow is wanted:',
				text,
			}));
		case 'MLS constraint':
		case 'MCS constraint':
			return [...levelCommands(record, layer), NO_RULE];
		case 'role allow rule':
			return [roleAllow(record)];
		case 'user or role constraint':
			return [KEEP_IDENTITY, NO_RULE];
		case 'type bounds':
			return [
				{ kind: 'note', why: 'Give the bounding type (typebounds) the same permission first.' },
			];
		case 'dontaudit':
			return [rule(record)];
		default:
			return [];
	}
}

const NO_RULE: Remedy = {
	kind: 'note',
	why: 'An allow rule does not help: a constraint is checked beside the rules, and both must agree.',
};

const KEEP_IDENTITY: Remedy = {
	kind: 'note',
	why: 'Keep the user and the role, or let a program do it that may change them, such as newrole(1) or run_init(8).',
};

function noName(name: string): Remedy {
	return { kind: 'note', why: `No rule can be written: no policy can have the name '${name}'.` };
}

/** The rule with the record's own types, class and permissions, and no more. */
function rule({ subject, object, class: objectClass, permissions }: AccessRecord): Remedy {
	const what = subject.type === object.type ? 'self' : object.type;
	const names = permissions.length === 1 ? permissions[0] : `{ ${permissions.join(' ')} }`;
	return {
		kind: 'rule',
		why: 'This rule, and no more, if policy should let it through:',
		text: `allow ${subject.type} ${what}:${objectClass} ${names};`,
	};
}

/** Without a policy to ask, either rule may be the one that is missing. */
function roleToo(record: AccessRecord, { basis }: Layer): Remedy[] {
	return basis === 'record' && changesRole(record) ? [roleAllow(record)] : [];
}

function roleAllow({ subject, object }: AccessRecord): Remedy {
	return {
		kind: 'rule',
		why: 'This rule lets the one role become the other:',
		text: `allow ${subject.role} ${object.role};`,
	};
}
