import { jsonText, printable } from '@peercon/context/foreign-text';
import { NO_CONTEXT, placeText, plainAddress, UNCOUNTED } from '@peercon/endpoint';
import type { MlsServerEvent, WorkerName } from './events.ts';

/** Gives the name of a raw context, as people read it. */
type NameOf = (raw: string) => string;

/** The raw contexts that an event names. */
export function contextsOf(event: MlsServerEvent): string[] {
	const { rawContext, workerContext, log } = event as Record<string, unknown>;
	return [rawContext, workerContext, log].filter((context) => typeof context === 'string');
}

/**
 * What the super-server logs for an event: for connections, the lines of Ted Toth's article.
 *
 * @param nameOf - gives the names of the contexts in it
 * @returns a line with its line feed
 */
export function textLine(event: MlsServerEvent, nameOf: NameOf): string {
	const shown = (context: string | null) => (context === null ? NO_CONTEXT : nameOf(context));
	const text = sentence(event, shown);
	// Why a worker cannot run takes several lines, which are printable already: errorText.
	return `${event.event === 'unchanged' ? text : printable(text, '\t')}\n`;
}

/**
 * The same as one line of JSON, for programs to read.
 *
 * @param nameOf - gives the names of the contexts in it and of `own`
 * @param own - the raw context that the super-server runs in; null on a host without SELinux
 * @param time - when it happened
 */
export function jsonLine(
	event: MlsServerEvent,
	nameOf: NameOf,
	own: string | null,
	time: Date,
): string {
	return `${jsonText(eventRecord(event, nameOf, own, time))}\n`;
}

/** What {@link jsonLine} says of an event, by the names that it has there. */
export function eventRecord(
	event: MlsServerEvent,
	nameOf: NameOf,
	own: string | null,
	time: Date,
): Record<string, unknown> {
	const ownContext = own === null ? NO_CONTEXT : nameOf(own);
	const record: Record<string, unknown> = { ...event, time: time.toISOString(), ownContext };
	if (event.event === 'listening') record.local = plainAddress(event.local);
	if (event.event === 'connection') {
		const { address, rawContext } = event;
		delete record.address;
		record.peer = address && plainAddress(address);
		record.context = rawContext && nameOf(rawContext);
	}
	return record;
}

/** A raw context, or null, as people read it. */
type Shown = (context: string | null) => string;

function sentence(event: MlsServerEvent, shown: Shown): string {
	switch (event.event) {
		case 'unseparated':
			return 'there is no SELinux on this host: one worker serves everybody, nothing separates levels';
		case 'listening':
			return `listening on ${placeText(event.local, ['tcp'])} ... ok`;
		case 'unheard':
			return 'peers without a label are not heard once others have one: setsebool mls_server_unlabeled_peers on';
		case 'connection':
			return `connection ${event.fd}`;
		case 'create':
			return `create new worker for context ${shown(event.rawContext)}`;
		case 'existing':
			return `use existing worker ${event.pid ?? 'that waits to be started'}`;
		case 'ready':
			return `${workerText(event, shown)} is ready`;
		case 'refused':
			return `refuse connection ${event.fd} of ${shown(event.rawContext)}: ${event.reason}`;
		case 'output':
			return `${workerText(event, shown)}: ${event.text}`;
		case 'hidden':
			return `${workerText(event, shown)} writes, which is not shown: this log is ${shown(event.log)}`;
		case 'suppressed':
			return `${workerText(event, shown)} wrote ${event.lines} lines more, which are not shown: too many at once`;
		case 'crowded':
			return `${workerText(event, shown)} is given its connections later: this user has too many descriptors under way`;
		case 'withheld':
			return `${workerText(event, shown)} was not given a connection: the kernel kept the descriptor from it`;
		case 'end':
			return `${workerText(event, shown)} has ended: ${event.reason}`;
		case 'paused':
			return `accepting no connections: ${event.reason}`;
		case 'resumed':
			return 'accepting connections again';
		case 'uncounted':
			return UNCOUNTED;
		case 'reloaded':
			return 'new connections get fresh workers from now on';
		case 'unchanged':
			return `all stays as it is: ${event.reason}`;
		case 'untold':
			return `the service manager cannot be told: ${event.reason}`;
	}
}

/** `worker 12 (system_u:system_r:mls_server_worker_t:s1)`. */
function workerText({ pid, workerContext }: WorkerName, shown: Shown): string {
	return `worker ${pid ?? '-'} (${shown(workerContext)})`;
}
