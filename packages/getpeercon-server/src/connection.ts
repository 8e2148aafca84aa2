import { Socket } from 'node:net';
import { type Connected, NO_CONTEXT, type ServerEvent } from '@peercon/endpoint';
import { systemError } from '@peercon/native';

/**
 * Receives what a peer sends, to its last byte, and reports that and the end.
 *
 * @param fd - the accepted connection, which the socket owns from now on
 * @param from - who it is
 * @param onEvent - told; if it returns a promise for data, nothing more is read until that is kept
 * @returns the connection as net has it
 */
export function receive(
	fd: number,
	from: Connected,
	onEvent: (event: ServerEvent) => Promise<void> | undefined,
): Socket {
	const socket = new Socket({ fd, allowHalfOpen: true });
	let failure: NodeJS.ErrnoException | undefined;
	socket.on('error', ({ errno = 0, syscall = 'read' }: NodeJS.ErrnoException) => {
		failure = systemError(errno, syscall, `fd ${fd}`);
	});
	socket.on('data', (data) => {
		const taken = onEvent({ event: 'data', ...from, data });
		if (!taken) return;
		socket.pause();
		taken.then(() => socket.resume());
	});
	// The peer has sent its last byte; it may wait for ours.
	socket.on('end', () => socket.end());
	socket.on('close', () => {
		const bytes = socket.bytesRead;
		onEvent({ event: 'close', ...from, bytes, ...(failure && { error: failure }) });
	});
	return socket;
}

/**
 * Tells a peer who it is here: its context and a line feed.
 *
 * @param socket - the connection, on which nothing else is written
 * @param connected - who it is
 */
export function reply(socket: Socket, { protocol, peer }: Connected): void {
	socket.write(`${peer.context ?? NO_CONTEXT}\n`);
	// The peer may go on sending after our last byte, except over SCTP, which has no half-close:
	// shutting down one direction ends the association (RFC 9260, section 1.5.1).
	if (protocol !== 'sctp') socket.end();
}
