/** What the super-server says to a worker. */
export type ToWorker =
	/** Here are so many connections; their descriptors are passed beside. */
	| { type: 'hand'; count: number }
	/** Finish what you have, and end. */
	| { type: 'drain' }
	/** How are you? */
	| { type: 'report' };

/** What a worker says to the super-server. */
export type FromWorker =
	/** The module is loaded; the kernel has this worker in this context (null without SELinux). */
	| { type: 'ready'; context: string | null }
	/** Of the connections handed over in one message, so many arrived. `open` is how many it has. */
	| { type: 'took'; count: number; open: number }
	| { type: 'open'; open: number }
	/** Private memory in bytes. */
	| { type: 'report'; open: number; memory: number };

/**
 * Whether a worker has said something that it may say. Who serves others' connections may have been
 * taken over by one of them, and must not harm the super-server.
 *
 * @param value - what it has said, parsed
 */
export function isFromWorker(value: unknown): value is FromWorker {
	if (typeof value !== 'object' || value === null) return false;
	const { type, context, count, open, memory } = value as Record<string, unknown>;
	switch (type) {
		case 'ready':
			return context === null || typeof context === 'string';
		case 'took':
			return isCount(count) && isCount(open);
		case 'open':
			return isCount(open);
		case 'report':
			return isCount(open) && isCount(memory);
		default:
			return false;
	}
}

function isCount(value: unknown): boolean {
	return Number.isSafeInteger(value) && (value as number) >= 0;
}
