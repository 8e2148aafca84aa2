/** What the super-server says to a worker. */
export type ToWorker =
	/** Here are connections under these numbers; their descriptors are passed beside. */
	| { type: 'hand'; ids: number[] }
	/** Finish what you have, and end. */
	| { type: 'drain' }
	/** How are you? */
	| { type: 'report' };

/** What a worker says to the super-server. */
export type FromWorker =
	/** The module is loaded; the kernel has this worker in this context (null without SELinux). */
	| { type: 'ready'; context: string | null }
	/** How many of the connections handed over in one message arrived: the first ones. */
	| { type: 'took'; count: number }
	/** These have ended; no more than fit a message. */
	| { type: 'closed'; ids: number[] }
	/** Private memory in bytes. */
	| { type: 'report'; memory: number };

/** Limit on numbers in one message. */
export const MOST_IDS = 256;

/**
 * Whether a worker has said something that it may say. Who serves others' connections may have been
 * taken over by one of them, and must not harm the super-server.
 *
 * @param value - what it has said, parsed
 */
export function isFromWorker(value: unknown): value is FromWorker {
	if (typeof value !== 'object' || value === null) return false;
	const { type, context, count, ids, memory } = value as Record<string, unknown>;
	switch (type) {
		case 'ready':
			return context === null || typeof context === 'string';
		case 'took':
			return isCount(count);
		case 'closed':
			return Array.isArray(ids) && ids.length <= MOST_IDS && ids.every(isCount);
		case 'report':
			return isCount(memory);
		default:
			return false;
	}
}

function isCount(value: unknown): boolean {
	return Number.isSafeInteger(value) && (value as number) >= 0;
}
