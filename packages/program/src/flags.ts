import type { PortProtocol } from '@peercon/endpoint';
import { UsageError } from './failure.ts';
import type { ProgramOption } from './program-table.ts';

/** The flags that choose where and how a server listens. */
export const listenFlags = {
	host: {
		type: 'string',
		requiresArg: true,
		value: 'address',
		completes: 'host',
		describe: 'Listen on this name or address only (default: all, IPv6 and IPv4)',
	},
	tcp: { type: 'boolean', describe: 'Serve TCP' },
	udp: { type: 'boolean', describe: 'Serve UDP' },
	sctp: { type: 'boolean', describe: 'Serve SCTP' },
	json: { type: 'boolean', default: false, describe: 'Report on stdout, one JSON object a line' },
} as const satisfies Record<string, ProgramOption>;

/**
 * The protocols that the flags name, or the default ones if they name none.
 *
 * @param flags - the parsed flags
 * @param usual - what the program serves without any
 */
export function chosenProtocols(
	flags: { [P in PortProtocol]?: boolean | undefined },
	usual: PortProtocol[],
): PortProtocol[] {
	const named = (['tcp', 'udp', 'sctp'] as const).filter((protocol) => flags[protocol]);
	return named.length > 0 ? named : usual;
}

/**
 * The value of a flag that counts something.
 *
 * @param flag - its name, for the message
 * @param value - what was given
 * @param most - the highest that makes sense
 * @throws UsageError unless it is a whole number from 1 to that
 */
export function atLeastOne(flag: string, value: number, most = Number.MAX_SAFE_INTEGER): number {
	if (Number.isSafeInteger(value) && value >= 1 && value <= most) return value;
	const range = most === Number.MAX_SAFE_INTEGER ? '1 or more' : `1 to ${most}`;
	throw new UsageError(`--${flag} takes a whole number, ${range}`);
}

/** The longest time that setTimeout takes, in seconds. */
const LONGEST_SECONDS = Math.floor((2 ** 31 - 1) / 1000);

/**
 * The value of a flag in seconds, as milliseconds.
 *
 * @param flag - its name, for the message
 * @param seconds - what was given, fractions allowed
 * @throws UsageError unless it is above 0 and at most 24 days
 */
export function milliseconds(flag: string, seconds: number): number {
	if (seconds > 0 && seconds <= LONGEST_SECONDS) return Math.ceil(seconds * 1000);
	throw new UsageError(`--${flag} takes a number of seconds above 0, at most ${LONGEST_SECONDS}`);
}
