import { EXIT_FAILURE, EXIT_USAGE, UsageError } from '@peercon/program';

/** How echo-client ends, beside 0 and what all programs share. */
export const EXIT_WRONG_ECHO = 3;
export const EXIT_REFUSED = 4;
export const EXIT_DENIED = 5;
export const EXIT_TIMED_OUT = 6;
export const EXIT_UNSENT_LABEL = 7;

/** What the statuses of a client tell, for its manual. */
export const clientStatuses = {
	0: 'echoed',
	[EXIT_FAILURE]: 'other failure',
	[EXIT_USAGE]: 'usage',
	[EXIT_WRONG_ECHO]: 'wrong echo',
	[EXIT_REFUSED]: 'refused',
	[EXIT_DENIED]: 'denied (EACCES, EPERM)',
	[EXIT_TIMED_OUT]: 'timed out',
};

const STATUSES: Record<string, number> = {
	ERR_WRONG_ECHO: EXIT_WRONG_ECHO,
	ECONNREFUSED: EXIT_REFUSED,
	ECONNRESET: EXIT_REFUSED,
	EACCES: EXIT_DENIED,
	EPERM: EXIT_DENIED,
	ETIMEDOUT: EXIT_TIMED_OUT,
};

/**
 * The exit status for an error.
 *
 * @param error - what `echo` threw
 */
export function exitStatus(error: NodeJS.ErrnoException): number {
	if (error instanceof UsageError || error instanceof RangeError) return EXIT_USAGE;
	return STATUSES[error.code ?? ''] ?? EXIT_FAILURE;
}
