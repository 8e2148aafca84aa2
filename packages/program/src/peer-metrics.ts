import { parsePath, type ServerEvent } from '@peercon/endpoint';
import { Metrics } from './metrics.ts';
import type { ProgramOption } from './program-table.ts';

/** The flag of a server that can be asked for metrics. */
export const metricsFlag = {
	metrics: {
		type: 'string',
		value: 'path',
		completes: 'file',
		requiresArg: true,
		describe: 'UNIX socket that answers HTTP with metrics for Prometheus',
	},
} as const satisfies Record<string, ProgramOption>;

/** What is told of that flag in a manual page. */
export const METRICS_DETAIL =
	'--metrics: what Prometheus reads, by level, as HTTP on a UNIX socket: curl --unix-socket PATH http://localhost/metrics. Whoever asks is told of the levels that their own dominates, and of no others; there are no sums.';

/** What is counted, for each level of the peers. */
const METRICS = {
	peercon_connections_total: { type: 'counter', help: 'Connections that were accepted.' },
	peercon_open_connections: { type: 'gauge', help: 'Connections that have not ended.' },
	peercon_datagrams_total: { type: 'counter', help: 'Datagrams that arrived.' },
	peercon_received_bytes_total: {
		type: 'counter',
		help: 'Bytes of connections that have ended, and of datagrams.',
	},
} as const;

/** Counts what the peers of a server do. */
export class PeerMetrics extends Metrics<keyof typeof METRICS> {
	/** @param onLimit - called when peers of further levels are not counted */
	constructor(onLimit: () => void) {
		super(METRICS, onLimit);
	}

	/** @param event - what the server reports */
	count(event: ServerEvent): void {
		switch (event.event) {
			case 'connect':
				this.add('peercon_connections_total', event.peer.rawContext);
				this.add('peercon_open_connections', event.peer.rawContext);
				break;
			case 'datagram':
				this.add('peercon_datagrams_total', event.peer.rawContext);
				this.add('peercon_received_bytes_total', event.peer.rawContext, event.data.length);
				break;
			case 'close':
				this.add('peercon_open_connections', event.peer.rawContext, -1);
				this.add('peercon_received_bytes_total', event.peer.rawContext, event.bytes);
		}
	}
}

/** What a server has counted, and the path on which that is told. */
export interface Asked {
	metrics: PeerMetrics;
	path: string;
}

/**
 * Has a server's events counted before they are told, where somebody is to ask.
 *
 * @param metrics - what the flag says
 * @param tell - who is told, if anybody is
 * @returns who is to be told, and what runService takes
 * @throws as parsePath does
 */
export function counting<Told>(
	metrics: string | undefined,
	tell: (event: ServerEvent) => Told,
): { onEvent: (event: ServerEvent) => Told; asked: Asked | undefined };
export function counting<Told>(
	metrics: string | undefined,
	tell: ((event: ServerEvent) => Told) | undefined,
): { onEvent: ((event: ServerEvent) => Told | undefined) | undefined; asked: Asked | undefined };
export function counting<Told>(
	metrics: string | undefined,
	tell: ((event: ServerEvent) => Told) | undefined,
) {
	if (metrics === undefined) return { onEvent: tell, asked: undefined };
	const counted = new PeerMetrics(() => tell?.({ event: 'uncounted' }));
	const onEvent = (event: ServerEvent) => {
		counted.count(event);
		return tell?.(event);
	};
	return { onEvent, asked: { metrics: counted, path: parsePath(metrics) } };
}
