import { dominates, parseContext } from '@peercon/context';
import { ownContext } from '@peercon/endpoint';
import { fgetfilecon_raw, isSelinuxEnabled } from '@peercon/native';
import type { MlsServerEvent } from './events.ts';
import { jsonLine, textLine } from './report.ts';

/**
 * Makes a log of a descriptor. What a worker writes has the worker's level: it is shown if the log's
 * own high level dominates that, so that nobody reads it there who could not read the worker. If not,
 * the log says once for each worker that something is not shown, and why.
 *
 * @param stream - stdout for JSON, stderr for text
 * @param json - one JSON object a line
 */
export function logTo(
	stream: NodeJS.WriteStream & { fd: number },
	json: boolean,
): (event: MlsServerEvent) => void {
	const own = ownContext();
	const context = contextOf(stream.fd);
	const hidden = new Set<number | undefined>();
	const write = (event: MlsServerEvent) => {
		stream.write(json ? jsonLine(event, own) : textLine(event));
	};
	return (event) => {
		if (event.event === 'end') hidden.delete(event.pid);
		if (event.event !== 'output' || mayHold(context, event.workerContext)) {
			write(event);
			return;
		}
		const { pid, workerContext } = event;
		if (!hidden.has(pid)) write({ event: 'hidden', pid, workerContext, log: context });
		hidden.add(pid);
	};
}

/** The raw context of what a descriptor leads to: a file, a pipe, a terminal, a socket. */
function contextOf(fd: number): string | null {
	return isSelinuxEnabled() ? fgetfilecon_raw(fd) : null;
}

function mayHold(log: string | null, worker: string | null): boolean {
	const logs = log === null ? undefined : parseContext(log).range;
	const workers = worker === null ? undefined : parseContext(worker).range;
	return !logs || !workers || dominates(logs.high, workers.high);
}
