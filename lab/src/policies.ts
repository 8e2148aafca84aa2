/** The two policies of Debian: MCS, where everything is at s0, and MLS, with the levels s0 to s15. */
export const POLICIES = ['default', 'mls'] as const;

export type Policy = (typeof POLICIES)[number];

/**
 * The policies that scenarios run with. `switched` is Debian's MCS policy with a switch for each
 * permission that the project's modules allow: see image/switches.ts.
 */
export type Variant = Policy | 'switched';

/** The policy of Debian's that a variant is of. */
export function debianPolicy(variant: Variant): Policy {
	return variant === 'switched' ? 'default' : variant;
}
