import { atLeastOne, milliseconds } from './flags.ts';
import type { ProgramOption } from './program-table.ts';

/** The flags that bound what peers can hold of a server. */
export const limitFlags = {
	'max-connections': {
		type: 'number',
		value: 'number',
		requiresArg: true,
		describe: 'Limit on connections at once; others wait',
	},
	'idle-timeout': {
		type: 'number',
		value: 'seconds',
		requiresArg: true,
		describe: 'Seconds without traffic before one is closed',
	},
} as const satisfies Record<string, ProgramOption>;

/** What a server bounds; undefined for no limit. */
export interface Limits {
	maxConnections: number | undefined;
	/** In milliseconds. */
	idleTimeout: number | undefined;
}

/**
 * The limits that the flags name.
 *
 * @param flags - the parsed flags
 * @throws UsageError for a number that is none
 */
export function chosenLimits(
	flags: { [F in keyof typeof limitFlags]?: number | undefined },
): Limits {
	const most = flags['max-connections'];
	const idle = flags['idle-timeout'];
	return {
		maxConnections: most === undefined ? most : atLeastOne('max-connections', most),
		idleTimeout: idle === undefined ? idle : milliseconds('idle-timeout', idle),
	};
}
