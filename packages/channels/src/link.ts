/**
 * One end of a channel to one peer, or to one after the other. What is sent waits until the other end
 * has room, what is received until something comes; the event loop goes on meanwhile.
 */
export interface Link {
	/**
	 * The raw security context of the peer that the last message came from, where the kernel tells
	 * it; null where it does not.
	 */
	readonly peer: string | null;
	/** Limit on the bytes of one message. */
	readonly limit: number;
	/** True if each message may be another client's: one that is none, or cannot be answered, ends nothing. */
	readonly isForMany?: boolean;
	/** Sends one message. @throws a system error */
	send(message: Uint8Array): Promise<void>;
	/**
	 * Receives one message, or the next bytes of a stream.
	 *
	 * @returns what came, until the next call; null if nothing will come any more
	 * @throws a system error
	 */
	receive(): Promise<Buffer | null>;
	/** Ends it, also what waits; a second call does nothing. */
	close(): void;
}

/** What a server has opened. */
export interface Service {
	/** Where it is found, for people. */
	readonly place: string;
	/** Ends all links, and removes what others find it by. */
	close(): void;
}

/** Limit on the bytes of a message, where the kind has no limit of its own. */
export const LONGEST_MESSAGE = 65_536;
