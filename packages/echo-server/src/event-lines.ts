import { printable } from '@peercon/context/foreign-text';
import { listeningText, peerText, type ServerEvent, UNCOUNTED } from '@peercon/endpoint';

/**
 * What the server prints for an event, in the manner of getpeercon_server.
 *
 * @returns a line with its line feed
 */
export function textLine(event: ServerEvent): string {
	return `-> ${printable(sentence(event))}\n`;
}

function sentence(event: ServerEvent): string {
	switch (event.event) {
		case 'listening':
			return listeningText(event);
		case 'connect':
			return `connect(${peerText(event.protocol, event.peer)})`;
		case 'data':
		case 'datagram':
			return `${event.event}(${peerText(event.protocol, event.peer)}), ${event.data.length} bytes`;
		case 'close': {
			const error = event.error ? `, ${event.error.message}` : '';
			return `close(${peerText(event.protocol, event.peer)}), ${event.bytes} bytes${error}`;
		}
		case 'error':
			return `error: ${event.error.message}`;
		case 'paused':
			return `accepting no connections: ${event.reason}`;
		case 'resumed':
			return 'accepting connections again';
		case 'uncounted':
			return UNCOUNTED;
		case 'dropped':
			return `${event.lines} lines of this log could not be written`;
		case 'untold':
			return `the service manager could not be told: ${event.reason}`;
	}
}
