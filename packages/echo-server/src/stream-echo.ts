import { constants } from 'node:os';
import type { Connected } from '@peercon/endpoint';
import { EPOLLIN, EPOLLOUT, Epoll, sys, systemError } from '@peercon/native';

const { EAGAIN } = constants.errno;

/** An idle connection is noticed after at most this part of the idle limit too much. */
const SWEEPS_PER_LIMIT = 4;

interface Connection {
	readonly fd: number;
	/** Who it is; null if nobody wants to know. */
	readonly from: Connected | null;
	/** What the peer has not taken back yet. While there is some, nothing more is read from it. */
	rest: Buffer | null;
	/** How many bytes have arrived. */
	bytes: number;
	/** How many sweeps in a row have found nothing new. */
	quietSweeps: number;
}

export interface StreamEchoOptions {
	/** Limit on the time in which nothing moves on a connection, in milliseconds; 0 for none. */
	idleTimeout: number;
	/** Told when a connection has ended: how many bytes came, and the error if one ended it. */
	onEnd: (from: Connected | null, bytes: number, error?: NodeJS.ErrnoException) => void;
}

/**
 * Echoes connections. This is the suite's one fast path: where a `net.Socket` costs several
 * allocations a connection and a message, these are the system calls themselves, on one buffer for
 * all connections. Each turn of the loop is recv and send, as in a C server with epoll(7).
 */
export class StreamEcho {
	readonly #onEnd: StreamEchoOptions['onEnd'];
	readonly #epoll = new Epoll((fd) => this.#onReady(fd));
	readonly #buffer = Buffer.allocUnsafeSlow(65_536);
	/** By descriptor: the kernel gives out the lowest free number, so this stays dense. */
	readonly #connections: (Connection | undefined)[] = [];
	readonly #sweeper: NodeJS.Timeout | undefined;

	constructor({ idleTimeout, onEnd }: StreamEchoOptions) {
		this.#onEnd = onEnd;
		if (idleTimeout > 0) {
			this.#sweeper = setInterval(() => this.#sweep(), idleTimeout / SWEEPS_PER_LIMIT);
		}
	}

	/**
	 * Echoes a connection from now on, and closes it in the end.
	 *
	 * @param fd - its descriptor
	 * @param from - who it is; null if nobody wants to know
	 */
	begin(fd: number, from: Connected | null): void {
		sys.own(fd);
		this.#connections[fd] = { fd, from, rest: null, bytes: 0, quietSweeps: 0 };
		this.#epoll.add(fd, EPOLLIN);
	}

	/** Closes every connection. */
	close(): void {
		clearInterval(this.#sweeper);
		for (const connection of this.#connections) if (connection) this.#end(connection);
		this.#epoll.close();
	}

	#onReady(fd: number): void {
		const connection = this.#connections[fd];
		if (connection === undefined) return; // ended earlier in the same batch
		if (connection.rest === null) this.#echo(connection);
		else this.#sendRest(connection, connection.rest);
	}

	#echo(connection: Connection): void {
		const received = sys.recv(connection.fd, this.#buffer);
		if (received > 0) this.#sendBack(connection, received);
		// The peer sends no more. What it sent has gone back already: reading waits for that.
		else if (received === 0) this.#end(connection);
		else if (received !== -EAGAIN) this.#fail(connection, 'recv', received);
	}

	#sendBack(connection: Connection, received: number): void {
		connection.bytes += received;
		connection.quietSweeps = 0;
		const sent = sys.send(connection.fd, this.#buffer, 0, received);
		if (sent === received) return;
		if (sent >= 0 || sent === -EAGAIN) {
			connection.rest = Buffer.from(this.#buffer.subarray(Math.max(sent, 0), received));
			this.#epoll.modify(connection.fd, EPOLLOUT);
		} else {
			this.#fail(connection, 'send', sent);
		}
	}

	#sendRest(connection: Connection, rest: Buffer): void {
		const sent = sys.send(connection.fd, rest, 0, rest.length);
		if (sent >= 0) {
			connection.quietSweeps = 0;
			connection.rest = sent < rest.length ? rest.subarray(sent) : null;
			if (connection.rest === null) this.#epoll.modify(connection.fd, EPOLLIN);
		} else if (sent !== -EAGAIN) {
			this.#fail(connection, 'send', sent);
		}
	}

	#fail(connection: Connection, syscall: string, errno: number): void {
		this.#end(connection, systemError(errno, syscall, `fd ${connection.fd}`));
	}

	#end({ fd, from, bytes }: Connection, error?: NodeJS.ErrnoException): void {
		this.#connections[fd] = undefined;
		sys.close(fd);
		this.#onEnd(from, bytes, error);
	}

	#sweep(): void {
		for (const connection of this.#connections) {
			if (connection && connection.quietSweeps++ >= SWEEPS_PER_LIMIT) this.#end(connection);
		}
	}
}
