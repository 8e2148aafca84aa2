import { constants } from 'node:os';
import { EPOLLIN, Epoll, sys, systemError } from '@peercon/native';
import type { ServerEvent } from './events.ts';
import type { StreamListener } from './listen.ts';

/** What is listened with: its descriptor, and what it is called in an error. */
interface Listener {
	fd: number;
	protocol: string;
}

const { EAGAIN, EMFILE, ENFILE, ENOBUFS, ENOMEM } = constants.errno;

/** The errors of accept(2) that mean: no more connections for now. */
const EXHAUSTED = new Set([-EMFILE, -ENFILE, -ENOBUFS, -ENOMEM]);

/** How long after running out of something accepting is tried again, in milliseconds. */
const RETRY_AFTER = 1000;

/** Connections accepted in one turn of the loop, so that a rush of them lets the others live. */
const ACCEPTED_PER_TURN = 64;

export interface AcceptorOptions<L extends Listener = StreamListener> {
	/** Limit on connections at once; further ones wait in the kernel's queue. */
	maxConnections?: number | undefined;
	/** Takes over an accepted connection; {@link Acceptor.ended} must be called when it has ended. */
	onAccept: (fd: number, listener: L) => void;
	/** Told when accepting pauses and resumes. */
	onEvent?: ((event: ServerEvent) => void) | undefined;
}

/**
 * Accepts connections, as long as there are descriptors and room for them. When there are none it
 * pauses: those who connect meanwhile wait in the kernel's queue, and none is lost.
 */
export class Acceptor<L extends Listener = StreamListener> {
	readonly #options: AcceptorOptions<L>;
	readonly #maxConnections: number;
	readonly #listeners = new Map<number, L>();
	readonly #epoll = new Epoll((fd) => this.#accept(this.#listeners.get(fd)));
	#connections = 0;
	#accepting = true;
	/** Set from a pause until nobody waits any more, so that it is reported once. */
	#crowded = false;
	#retry: NodeJS.Timeout | undefined;
	#closed = false;

	constructor(options: AcceptorOptions<L>) {
		this.#options = options;
		this.#maxConnections = options.maxConnections ?? Number.POSITIVE_INFINITY;
	}

	/** How many connections are open. */
	get connections(): number {
		return this.#connections;
	}

	/**
	 * Accepts a listener's connections from now on. It stays the caller's to close, but ends with the
	 * thread at the latest.
	 */
	add(listener: L): void {
		sys.own(listener.fd);
		this.#listeners.set(listener.fd, listener);
		this.#epoll.add(listener.fd, EPOLLIN);
	}

	/** A connection has ended, and its descriptor is closed: there is room for another one. */
	ended(): void {
		this.#connections--;
		if (this.#crowded && !this.#closed) this.#resume();
	}

	/** Accepts no more. */
	close(): void {
		this.#closed = true;
		clearTimeout(this.#retry);
		this.#epoll.close();
	}

	#accept(listener: L | undefined): void {
		// It may have been paused by another listener, or closed, earlier in the same batch.
		if (!listener || !this.#accepting || this.#closed) return;
		if (!this.#hasRoom()) this.#pause(`${this.#connections} connections, the limit`);
		for (let i = 0; i < ACCEPTED_PER_TURN && this.#hasRoom(); i++) {
			const fd = sys.accept(listener.fd);
			if (EXHAUSTED.has(fd)) this.#pause(systemError(fd, 'accept', listener.protocol).message);
			if (fd === -EAGAIN) this.#nobodyWaits();
			if (EXHAUSTED.has(fd) || fd === -EAGAIN) break;
			// Any other error befell only this connection, before it was accepted: see accept(2).
			if (fd < 0) continue;
			this.#connections++;
			this.#options.onAccept(fd, listener);
		}
	}

	#hasRoom(): boolean {
		return this.#connections < this.#maxConnections && !this.#closed;
	}

	#pause(reason: string): void {
		this.#accepting = false;
		for (const fd of this.#listeners.keys()) this.#epoll.delete(fd);
		this.#retry = setTimeout(() => this.#resume(), RETRY_AFTER);
		if (this.#crowded) return;
		this.#crowded = true;
		this.#options.onEvent?.({ event: 'paused', reason });
	}

	/**
	 * Tries once more. It asks every listener, for epoll would only tell of those who wait, never that
	 * nobody does; and accept(2) looks for a free descriptor before it looks for a connection, so the
	 * pause may have been for nobody.
	 */
	#resume(): void {
		clearTimeout(this.#retry);
		if (!this.#accepting) for (const fd of this.#listeners.keys()) this.#epoll.add(fd, EPOLLIN);
		this.#accepting = true;
		for (const listener of this.#listeners.values()) this.#accept(listener);
	}

	#nobodyWaits(): void {
		if (!this.#crowded) return;
		this.#crowded = false;
		this.#options.onEvent?.({ event: 'resumed' });
	}
}
