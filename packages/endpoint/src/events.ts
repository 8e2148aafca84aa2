import { jsonText } from '@peercon/context/foreign-text';
import type { SocketAddress } from '@peercon/native';
import { placeText, type ServedAddress } from './endpoint.ts';
import { NO_CONTEXT, type Peer, plainAddress, type ServedProtocol } from './peer.ts';

interface FromPeer {
	protocol: ServedProtocol;
	/** The server's own address, as this peer reached it. */
	local: ServedAddress | null;
	peer: Peer;
}

/** What a server reports as it happens. */
export type ServerEvent =
	/** It listens; with the raw context of the socket, if a service manager has opened it. */
	| {
			event: 'listening';
			protocol: ServedProtocol;
			local: ServedAddress;
			socketContext?: string | null | undefined;
	  }
	/** A connection was accepted. */
	| ({ event: 'connect' } & FromPeer)
	/** Bytes of a connection arrived. */
	| ({ event: 'data'; data: Buffer } & FromPeer)
	/** A datagram arrived. */
	| ({ event: 'datagram'; data: Buffer } & FromPeer)
	/** A connection ended: the bytes that it had, and the error if one ended it. */
	| ({ event: 'close'; bytes: number; error?: NodeJS.ErrnoException } & FromPeer)
	/** Receiving datagrams failed; it is tried again. */
	| { event: 'error'; protocol: 'udp'; local: SocketAddress; error: NodeJS.ErrnoException }
	/** No connection is accepted until others have ended; why. */
	| { event: 'paused'; reason: string }
	| { event: 'resumed' }
	/** Peers of further levels are not counted for `--metrics`. It is told once. */
	| { event: 'uncounted' }
	/** Lines of the log that could not be written before this one. */
	| { event: 'dropped'; lines: number }
	/** The service manager could not be told that the server is ready, or ends; why. */
	| { event: 'untold'; reason: string };

/** What is said of an event `uncounted`, by every server. */
export const UNCOUNTED = 'metrics have as many levels as they may: peers at others are not counted';

/** Where a server listens, and as what if a service manager has opened the socket. */
export function listeningText(event: ServerEvent & { event: 'listening' }): string {
	const { protocol, local, socketContext } = event;
	const opened =
		socketContext === undefined ? '' : `, opened as ${socketContext ?? NO_CONTEXT} for it`;
	return `listening on ${placeText(local, [protocol])}${opened} ... ok`;
}

/**
 * An event as one line of JSON, for programs to read.
 *
 * @param ownContext - the context that the server runs in
 * @param time - when it happened
 * @returns the object's text, with a line feed
 */
export function jsonLine(event: ServerEvent, ownContext: string, time = new Date()): string {
	return `${jsonText(eventRecord(event, ownContext, time))}\n`;
}

/**
 * What {@link jsonLine} says of an event, by the names that it has there.
 *
 * @param ownContext - the context that the server runs in
 * @param time - when it happened
 */
export function eventRecord(
	event: ServerEvent,
	ownContext: string,
	time = new Date(),
): Record<string, unknown> {
	const record: Record<string, unknown> = {
		event: event.event,
		time: time.toISOString(),
		ownContext,
	};
	if ('protocol' in event) record.protocol = event.protocol;
	if ('local' in event) record.local = event.local && plainAddress(event.local);
	if ('peer' in event) {
		record.peer = event.peer.address && plainAddress(event.peer.address);
		record.context = event.peer.context;
		record.rawContext = event.peer.rawContext;
	}
	if ('socketContext' in event) record.socketContext = event.socketContext;
	if ('data' in event) record.bytes = event.data.length;
	if ('bytes' in event) record.bytes = event.bytes;
	if ('error' in event) record.error = event.error?.code;
	if ('lines' in event) record.lines = event.lines;
	if ('reason' in event) record.reason = event.reason;
	return record;
}
