/** What a worker may hold. */
export interface WorkerLimits {
	/** Open descriptors. */
	descriptors: number;
	/** Memory of its own, in bytes: what is mapped to be written. */
	memory: number;
}

/** What a worker is told at its start, beside its module. */
export interface WorkerSettings extends WorkerLimits {
	/** A connection over which nothing goes for so long is closed; in milliseconds. */
	peerTimeout: number;
}
