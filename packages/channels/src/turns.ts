import { constants } from 'node:os';
import { sys, systemError } from '@peercon/native';
import type { Link } from './link.ts';
import { Waits } from './waits.ts';

const { ECANCELED } = constants.errno;

/** What clients that share a channel have to have, one at a time. */
export interface Turn {
	/** Waits for it. It is given back by the kernel, at the latest when the process ends. */
	take(): Promise<void>;
	close(): void;
}

/** A client's link over something that all clients share, so that they have to take turns. */
export class TakingTurns implements Link {
	readonly #link: Link;
	readonly #turn: Turn;
	#hasTurn = false;

	constructor(link: Link, turn: Turn) {
		this.#link = link;
		this.#turn = turn;
	}

	get peer(): string | null {
		return this.#link.peer;
	}

	get limit(): number {
		return this.#link.limit;
	}

	async send(message: Uint8Array): Promise<void> {
		if (!this.#hasTurn) await this.#turn.take();
		this.#hasTurn = true;
		return this.#link.send(message);
	}

	receive(): Promise<Buffer | null> {
		return this.#link.receive();
	}

	close(): void {
		this.#turn.close();
		this.#link.close();
	}
}

/** A turn that is a file's lock, flock(2): the kernel takes it back from a client that dies. */
export class FileTurn implements Turn {
	readonly #fd: number;
	readonly #begin: () => void;
	readonly #waits = new Waits();

	/**
	 * @param fd - the file with the lock; closing it, which gives the turn back, is up to the caller
	 * @param begin - called when the turn has come, to throw away what one that died has left
	 */
	constructor(fd: number, begin: () => void) {
		this.#fd = fd;
		this.#begin = begin;
	}

	async take(): Promise<void> {
		const taken = await this.#waits.until(
			() => sys.flock(this.#fd),
			(waiter) => waiter.flock(this.#fd),
		);
		if (taken === -ECANCELED) return;
		if (taken < 0) throw systemError(taken, 'flock', `fd ${this.#fd}`);
		this.#begin();
	}

	close(): void {
		this.#waits.close();
	}
}
