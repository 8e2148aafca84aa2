import { POLICIES } from '../policies.ts';

/** The option that chooses a guest by its policy. */
export const policy = {
	choices: POLICIES,
	defaultDescription: 'default',
	requiresArg: true,
	describe: "Debian's MCS policy, or its MLS policy",
} as const;
