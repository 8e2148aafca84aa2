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
export { Journal } from './journal.ts';
export { chosenLimits, type Limits, limitFlags } from './limit-flags.ts';
export { LogWriter } from './log-writer.ts';
export { type Metric, Metrics } from './metrics.ts';
export { NamedEvents } from './named-events.ts';
export { NamedLog } from './named-log.ts';
export { notifyManager, type ServiceState } from './notify.ts';
export { counting, METRICS_DETAIL, metricsFlag, PeerMetrics } from './peer-metrics.ts';
export {
	type Completion,
	ENVIRONMENT,
	type ProgramOption,
	type ProgramTable,
	SERVER_STATUSES,
	SERVICE_ENVIRONMENT,
} from './program-table.ts';
export { runUntilSignal } from './run-until-signal.ts';
export { ownName, runningAs } from './running-as.ts';
export { serveMetrics, startBesideMetrics } from './serve-metrics.ts';
export { runService } from './service.ts';
export { feedWatchdog } from './watchdog.ts';
export { whereToListen } from './where-to-listen.ts';
