// The public API; each function is documented where it is defined.

export { isClass } from './classes.ts';
export type { RecordedEvent, RecordedPath } from './event.ts';
export type { KernelMessage } from './kernel-message.ts';
export { AUDIT_LOG, READ_KERNEL_LOG, readLog, type Source } from './log-source.ts';
export type { Other } from './others.ts';
export { parseRecord } from './parse-record.ts';
export { withoutQuotes } from './pasted-rules.ts';
export { NOT_STARTED, type ProgramLine, programLine, refusedPath } from './program-line.ts';
export { type Log, readRecords } from './read-log.ts';
export {
	type AccessRecord,
	type ErrorRecord,
	RecordError,
	type SelinuxRecord,
} from './record.ts';
export { type RecordContext, splitContext } from './record-context.ts';
export { type PluginAdvice, pluginAdvice } from './sealert-plugins.ts';
