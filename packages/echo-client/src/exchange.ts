import type { ServedAddress } from '@peercon/endpoint';

/** Everything that sending messages to an echo server takes. */
export interface Exchange {
	/** The server's, best first. */
	addresses: ServedAddress[];
	message: Buffer;
	count: number;
	/** In milliseconds, for the connection and for each echo. */
	timeout: number;
	onSend: (message: Buffer) => void;
	onReceive: (echo: Buffer) => void;
}

/** The server sent something else than it was sent, or ended before it had sent all of it. */
export class WrongEchoError extends Error {
	readonly code = 'ERR_WRONG_ECHO';
}

/** Nothing more came within the time limit. */
export class EchoTimeoutError extends Error {
	readonly code = 'ETIMEDOUT';
}

/**
 * Compares what came with the part of a message that is due.
 *
 * @param message - what was sent
 * @param received - how many bytes of it have come back before
 * @param came - the bytes that came now
 * @returns what differs, in words; undefined if nothing does
 */
export function difference(message: Buffer, received: number, came: Buffer): string | undefined {
	const expected = message.subarray(received);
	const at = came.findIndex((byte, i) => i < expected.length && byte !== expected[i]);
	if (at >= 0) return `byte ${received + at} is ${hex(came[at])}, not ${hex(expected[at])}`;
	const surplus = came.length - expected.length;
	return surplus > 0 ? `${surplus} bytes more came back than were sent` : undefined;
}

function hex(byte: number | undefined): string {
	return `0x${(byte ?? 0).toString(16).padStart(2, '0')}`;
}
