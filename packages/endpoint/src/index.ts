/** Where a server listens, who connected to it, and what it reports. */
export { Acceptor, type AcceptorOptions } from './acceptor.ts';
export { addressesOf } from './addresses.ts';
export { mayBeAnswered } from './datagrams.ts';
export { type Endpoint, parseEndpoint, parsePath, parsePort, placeText } from './endpoint.ts';
export { jsonLine, type ServerEvent } from './events.ts';
export {
	closeListeners,
	type Listeners,
	openListeners,
	type PortProtocol,
	type StreamListener,
} from './listen.ts';
export { Names } from './names.ts';
export {
	type Connected,
	connectedFrom,
	NO_CONTEXT,
	type Peer,
	peerAt,
	peerText,
	plainAddress,
	type ServedProtocol,
} from './peer.ts';
