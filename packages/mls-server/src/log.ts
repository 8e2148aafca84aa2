import { dominates, jsonText, parseContext } from '@peercon/context';
import type { Names } from '@peercon/endpoint';
import { fgetfilecon_raw, getcon_raw, isSelinuxRunning } from '@peercon/native';
import { type Journal, LogWriter, NamedLog } from '@peercon/program';
import { contextsOf, eventRecord, jsonLine, textLine } from './event-lines.ts';
import type { MlsServerEvent } from './events.ts';

/**
 * Makes a log of a descriptor. What a worker writes has the worker's level: it is shown if the log's
 * own high level dominates that, so that nobody reads it there who could not read the worker. If not,
 * the log says once for each worker that something is not shown, and why. Nor does it say with which
 * status such a worker has ended: that is a byte of the worker's choice.
 *
 * A log that nobody reads, or whose disk is full, costs lines, and nothing else. Text that goes to the
 * journal has what `--json` says as fields.
 *
 * @param stream - stdout for JSON, stderr for text
 * @param json - one JSON object a line
 * @param names - the names of contexts, for people
 * @param journal - where text goes that has fields; null if the stream is not the journal's
 */
export function logTo(
	stream: NodeJS.WriteStream & { fd: number },
	json: boolean,
	names: Names,
	journal: Journal | null,
): (event: MlsServerEvent) => void {
	const own = isSelinuxRunning() ? getcon_raw() : null;
	const log = new NamedLog(new LogWriter(stream, json ? droppedJson : droppedText), names);
	const context = contextOf(stream.fd);
	const hidden = new Set<number | undefined>();
	const write = (event: MlsServerEvent) => {
		const time = new Date();
		const contexts = contextsOf(event);
		if (own !== null && (json || journal)) contexts.push(own);
		log.write(contexts, (nameOf) => {
			if (json) return jsonLine(event, nameOf, own, time);
			const line = textLine(event, nameOf);
			return journal?.send(line, eventRecord(event, nameOf, own, time)) ? null : line;
		});
	};
	return (event) => {
		if (event.event === 'end') {
			hidden.delete(event.pid);
			const isTold = mayHold(context, event.workerContext);
			write(isTold ? event : { ...event, reason: 'how is not shown' });
			return;
		}
		const isItsOwn = event.event === 'output' || event.event === 'suppressed';
		if (!isItsOwn || mayHold(context, event.workerContext)) {
			write(event);
			return;
		}
		const { pid, workerContext } = event;
		if (!hidden.has(pid)) write({ event: 'hidden', pid, workerContext, log: context });
		hidden.add(pid);
	};
}

function droppedText(lines: number): string {
	return `${lines} lines of this log could not be written\n`;
}

function droppedJson(lines: number): string {
	return `${jsonText({ event: 'dropped', lines, time: new Date().toISOString() })}\n`;
}

/** The raw context of what a descriptor leads to: a file, a pipe, a terminal, a socket. */
function contextOf(fd: number): string | null {
	return isSelinuxRunning() ? fgetfilecon_raw(fd) : null;
}

function mayHold(log: string | null, worker: string | null): boolean {
	const logs = log === null ? undefined : parseContext(log).range;
	const workers = worker === null ? undefined : parseContext(worker).range;
	return !logs || !workers || dominates(logs.high, workers.high);
}
