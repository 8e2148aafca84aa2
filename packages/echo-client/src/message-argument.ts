import { buffer } from 'node:stream/consumers';
import { atLeastOne, type ProgramOption, UsageError } from '@peercon/program';

/** A longer message is named by its length instead of shown. */
const LONGEST_SHOWN = 200;

/** The most that --size makes, in bytes: as much must fit in memory. */
const LONGEST_MESSAGE = 2 ** 30;

/** The flags of a client about its messages: how many, how long, and how long their echoes may take. */
export const messageFlags = {
	count: {
		alias: 'c',
		type: 'number',
		value: 'number',
		requiresArg: true,
		default: 1,
		describe: 'Number of messages to send',
	},
	size: {
		alias: 's',
		type: 'number',
		value: 'bytes',
		requiresArg: true,
		describe: 'Bytes to send, by repeating the message',
	},
	timeout: {
		alias: 't',
		type: 'number',
		value: 'seconds',
		requiresArg: true,
		default: 10,
		describe: 'Seconds without an echo before it gives up',
	},
} as const satisfies Record<string, ProgramOption>;

/**
 * The message that a command line names.
 *
 * @param argument - the message itself; `-` for what stdin has
 * @param size - how many bytes it is to have, by repeating it; undefined for as many as it has
 * @throws UsageError if it is empty, or the size is none
 */
export async function messageFrom(argument: string, size: number | undefined): Promise<Buffer> {
	const message = argument === '-' ? await buffer(process.stdin) : Buffer.from(argument);
	if (message.length === 0) throw new UsageError('the message is empty');
	return size === undefined
		? message
		: Buffer.alloc(atLeastOne('size', size, LONGEST_MESSAGE), message);
}

/** A short message of printable text in quotes, any other by its length. */
export function shown(message: Buffer): string {
	const text = message.toString();
	const isText = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]*$/u.test(text) && Buffer.from(text).equals(message);
	return isText && message.length <= LONGEST_SHOWN ? `'${text}'` : `${message.length} bytes`;
}
