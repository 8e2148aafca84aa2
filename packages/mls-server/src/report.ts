import { jsonText, printable } from '@peercon/context/foreign-text';
import { NO_CONTEXT, placeText, plainAddress } from '@peercon/endpoint';
import { selinuxRawToTransContext } from '@peercon/native';
import type { MlsServerEvent, WorkerName } from './events.ts';

/**
 * What the super-server logs for an event: for connections, the lines of Ted Toth's article.
 *
 * @param event - the event
 * @returns a line with its line feed
 */
export function textLine(event: MlsServerEvent): string {
	return `${printable(sentence(event), '\t')}\n`;
}

/**
 * The same as one line of JSON, for programs to read.
 *
 * @param event - the event
 * @param ownContext - the context that the super-server runs in
 * @param time - when it happened
 */
export function jsonLine(event: MlsServerEvent, ownContext: string, time = new Date()): string {
	const record: Record<string, unknown> = { ...event, time: time.toISOString(), ownContext };
	if (event.event === 'listening') record.local = plainAddress(event.local);
	if (event.event === 'connection') {
		const { address, context, rawContext } = event.peer;
		Object.assign(record, { peer: address && plainAddress(address), context, rawContext });
	}
	return `${jsonText(record)}\n`;
}

function sentence(event: MlsServerEvent): string {
	switch (event.event) {
		case 'unseparated':
			return 'there is no SELinux on this host: one worker serves everybody, nothing separates levels';
		case 'listening':
			return `listening on ${placeText(event.local, ['tcp'])} ... ok`;
		case 'connection':
			return `connection ${event.fd}`;
		case 'create':
			return `create new worker for context ${shown(event.rawContext)}`;
		case 'existing':
			return `use existing worker ${event.pid ?? 'that waits to be started'}`;
		case 'ready':
			return `${workerText(event)} is ready`;
		case 'refused':
			return `refuse connection ${event.fd} of ${shown(event.rawContext)}: ${event.reason}`;
		case 'output':
			return `${workerText(event)}: ${event.text}`;
		case 'hidden':
			return `${workerText(event)} writes, which is not shown: this log is ${shown(event.log)}`;
		case 'withheld':
			return `${workerText(event)} was not given a connection: the kernel kept the descriptor from it`;
		case 'end':
			return `${workerText(event)} has ended: ${event.reason}`;
		case 'paused':
			return `accepting no connections: ${event.reason}`;
		case 'resumed':
			return 'accepting connections again';
	}
}

/** `worker 12 (system_u:system_r:mls_worker_t:s1)`. */
function workerText({ pid, workerContext }: WorkerName): string {
	return `worker ${pid ?? '-'} (${shown(workerContext)})`;
}

/** A raw context as people read it. */
function shown(context: string | null): string {
	return context === null ? NO_CONTEXT : selinuxRawToTransContext(context);
}
