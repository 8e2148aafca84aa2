/** The two policies of Debian: MCS, where everything is at s0, and MLS, with the levels s0 to s15. */
export const POLICIES = ['default', 'mls'] as const;

export type Policy = (typeof POLICIES)[number];
