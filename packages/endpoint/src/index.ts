/** Where a server listens, who connected to it, and what it reports. */
export { Acceptor, type AcceptorOptions } from './acceptor.ts';
export { addressesOf } from './addresses.ts';
export { type Asker, answerOn, askerOf } from './askers.ts';
export { mayBeAnswered } from './datagrams.ts';
export {
	type Endpoint,
	isUnixPlace,
	parseEndpoint,
	parsePath,
	parsePort,
	parseUnixPlace,
	placeText,
	type ServedAddress,
} from './endpoint.ts';
export { eventRecord, jsonLine, listeningText, type ServerEvent, UNCOUNTED } from './events.ts';
export { asOpened, inheritedListeners } from './inherited.ts';
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
export { startAlone } from './unix-lock.ts';
export { makeWay, rememberPath, type UnixProtocol } from './unix-path.ts';
