/** What peercon's programs share: where to listen, who connected, and how a program starts and ends. */
export { Acceptor, type AcceptorOptions } from './acceptor.ts';
export { addressesOf } from './addresses.ts';
export { argumentsOf, commandLine, refuseFlags } from './command-line.ts';
export { mayBeAnswered } from './datagrams.ts';
export { type Endpoint, parseEndpoint, parsePath, parsePort, placeText } from './endpoint.ts';
export { jsonLine, type ServerEvent } from './events.ts';
export { endWithTerminal, onHangup } from './hangup.ts';
export { chosenLimits, type Limits, limitFlags } from './limit-flags.ts';
export {
	closeListeners,
	type Listeners,
	openListeners,
	type PortProtocol,
	type StreamListener,
} from './listen.ts';
export { LogWriter } from './log-writer.ts';
export { NamedEvents, ownName } from './named-events.ts';
export { NamedLog } from './named-log.ts';
export { Names } from './names.ts';
export { notifyManager, type ServiceState } from './notify.ts';
export {
	type Connected,
	NO_CONTEXT,
	type Peer,
	peerAt,
	peerText,
	plainAddress,
	type ServedProtocol,
	whoConnected,
} from './peer.ts';
export {
	adviceFor,
	atLeastOne,
	chosenProtocols,
	complain,
	EXIT_FAILURE,
	EXIT_USAGE,
	errorText,
	listenFlags,
	milliseconds,
	runUntilSignal,
	UsageError,
} from './program.ts';
export { runService } from './service.ts';
