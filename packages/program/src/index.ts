/** How peercon's programs read their command line, log, obey signals, fail and end. */
export { argumentsOf, commandLine, refuseFlags } from './command-line.ts';
export {
	adviceFor,
	complain,
	EXIT_FAILURE,
	EXIT_USAGE,
	errorText,
	UsageError,
} from './failure.ts';
export { atLeastOne, chosenProtocols, listenFlags, milliseconds } from './flags.ts';
export { endWithTerminal, onHangup } from './hangup.ts';
export { chosenLimits, type Limits, limitFlags } from './limit-flags.ts';
export { LogWriter } from './log-writer.ts';
export { NamedEvents, ownName } from './named-events.ts';
export { NamedLog } from './named-log.ts';
export { notifyManager, type ServiceState } from './notify.ts';
export { runUntilSignal } from './run-until-signal.ts';
export { runService } from './service.ts';
