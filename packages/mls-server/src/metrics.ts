import { Metrics } from '@peercon/program';
import type { MlsServerEvent } from './events.ts';

/** What is counted, for each level of the peers. */
const METRICS = {
	peercon_connections_total: { type: 'counter', help: 'Connections that were accepted.' },
	peercon_refused_connections_total: {
		type: 'counter',
		help: 'Connections that were closed unserved.',
	},
	peercon_worker_starts_total: { type: 'counter', help: 'Workers that were created.' },
	peercon_workers: { type: 'gauge', help: 'Workers that take connections.' },
} as const;

/** The names of what is counted. */
export type MetricName = keyof typeof METRICS;

/** Counts what happens. */
export class ServerMetrics extends Metrics<MetricName> {
	/** The workers that take connections. */
	readonly #ready = new Set<number | undefined>();

	/** @param onLimit - called when peers of further levels are not counted */
	constructor(onLimit: () => void) {
		super(METRICS, onLimit);
	}

	/** @param event - what the super-server reports */
	count(event: MlsServerEvent): void {
		switch (event.event) {
			case 'connection':
				this.add('peercon_connections_total', event.rawContext);
				break;
			case 'refused':
				this.add('peercon_refused_connections_total', event.rawContext);
				break;
			case 'create':
				this.add('peercon_worker_starts_total', event.workerContext);
				break;
			case 'ready':
				this.#ready.add(event.pid);
				this.add('peercon_workers', event.workerContext);
				break;
			case 'end':
				// One that ends before it is ready was not counted.
				if (this.#ready.delete(event.pid)) this.add('peercon_workers', event.workerContext, -1);
		}
	}
}
