import { mayHaveMore } from './budget.ts';

/** Of a worker, what counts here. */
interface Counted {
	readonly load: number;
	readonly pending: number;
	/** How many connections of a source it has or is to have. */
	loadOf(source: string): number;
}

export interface ConnectionLimits {
	/** Limit on connections at once of one worker, those that wait for it included. */
	maxConnections: number;
	/** Limit on those of them that come from one source. */
	maxPerSource: number;
	/** Limit on connections that wait for workers at once, for all of them together. */
	waiting: number;
}

/**
 * Why a worker gets no further connection, if it does not. Those that wait for it hold descriptors
 * of the super-server, which it needs for the other levels as well.
 *
 * @param source - where the connection comes from
 * @param waiting - how many connections wait, for any worker
 */
export function whyNotTo(
	worker: Counted,
	source: string,
	waiting: number,
	limits: ConnectionLimits,
): string | undefined {
	const { load, pending } = worker;
	if (load >= limits.maxConnections) return `its worker has ${load} connections, the limit`;
	const own = worker.loadOf(source);
	if (own >= limits.maxPerSource) {
		return `its worker has ${own} connections from ${source}, the limit for one address`;
	}
	if (!mayHaveMore(pending, limits.waiting - waiting)) {
		return `${pending} connections wait for its worker, and there must be room for others`;
	}
	return undefined;
}

/**
 * Why there is no further worker for a source, if there is none.
 *
 * @param source - where the connection comes from
 * @param workers - those that there are
 * @param maxWorkers - how many there may be
 * @param idle - how many of them could end to make room
 */
export function whyNoWorker(
	source: string,
	workers: Counted[],
	maxWorkers: number,
	idle: number,
): string | undefined {
	const free = maxWorkers - workers.length + idle;
	if (free <= 0) return `there are ${workers.length} workers, the limit, and none is idle`;
	const own = workers.filter((worker) => worker.loadOf(source) > 0).length;
	if (mayHaveMore(own, free)) return undefined;
	return `${own} workers serve ${source}, and the ${free} that are free are for others as well`;
}
