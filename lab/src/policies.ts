/** The two policies of Debian: MCS, where everything is at s0, and MLS, with the levels s0 to s15. */
export const POLICIES = ['default', 'mls'] as const;

export type Policy = (typeof POLICIES)[number];

/**
 * The policies that scenarios run with. Two are Debian's MCS policy and more: `switched` has a switch
 * for each permission that the project's modules allow (image/switches.ts), and `checked` has
 * policy/always_check_network.cil.
 */
export const VARIANTS = [...POLICIES, 'switched', 'checked'] as const;

/** Those that scenarios run with Debian's own kernel, wherever the others run. */
export const ON_DEBIAN_KERNEL = ['default', 'switched'] as const;

export type Variant = (typeof VARIANTS)[number];

/** The policy of Debian's that a variant is of. */
export function debianPolicy(variant: Variant): Policy {
	return variant === 'mls' ? 'mls' : 'default';
}
