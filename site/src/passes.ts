// Which accesses pass between two contexts, as far as levels decide, and why.

import { constraintsOn, failedLevels, type PolicyFamily, type PolicyKind } from '@peercon/explain';
import { type AccessRecord, splitContext } from '@peercon/records';

/** Accesses that people ask about, as the kernel's classes and permissions. */
export const ACCESSES = [
	{ name: 'read a file at B', class: 'file', permission: 'read' },
	{ name: 'write a file at B', class: 'file', permission: 'write' },
	{
		name: 'connect to a server at B on a UNIX socket',
		class: 'unix_stream_socket',
		permission: 'connectto',
	},
	{ name: 'receive from a peer at B over the network', class: 'peer', permission: 'recv' },
] as const;

const POLICIES: Record<PolicyFamily, string> = {
	refpolicy: 'the reference policy (Debian, Gentoo)',
	fedora: 'Fedora, RHEL',
	android: 'Android',
};

export type Access = (typeof ACCESSES)[number];

/** What one kind of policy says of an access. */
export interface Verdict {
	access: Access;
	kind: PolicyKind;
	/** The constraints: what must hold, as the policy writes it, in whose policies, and what fails if it does not. */
	constraints: { formula: string; whose: string; failure: string | undefined }[];
	/** Attributes of types that the constraint does not bind. */
	exemptions: string[];
	/** Whether it counts for some types alone: those with the attribute mcs_constrained_type. */
	isForConstrained: boolean;
}

/**
 * Judges an access of a subject to an object by their levels.
 *
 * @param kind - `mls` or `mcs`
 * @param subject - the context of who acts
 * @param object - the context of what it acts on; of a peer for `peer recv`
 */
export function judge(access: Access, kind: PolicyKind, subject: string, object: string): Verdict {
	const failures = failedLevels(recordOf(access, subject, object), kind);
	const constraints = constraintsOn(kind, access.class, access.permission);
	return {
		access,
		kind,
		constraints: constraints.map((constraint) => ({
			formula: constraint.holds.join(' and '),
			whose: constraint.policies.map((family) => POLICIES[family]).join('; '),
			failure: failures.find((each) => each.constraint === constraint)?.reason,
		})),
		exemptions: [
			...new Set(
				constraints.flatMap(({ exempts = [] }) =>
					exempts.map(({ attribute, of }) => `${attribute} (${of})`),
				),
			),
		],
		isForConstrained: constraints.some(({ binds }) => binds !== undefined),
	};
}

function recordOf(access: Access, subject: string, object: string): AccessRecord {
	return {
		kind: 'access',
		decision: 'denied',
		permissions: [access.permission],
		class: access.class,
		subject: splitContext(subject),
		object: splitContext(object),
		permissive: false,
		details: {},
		line: 1,
	};
}
