import { EventEmitter } from 'node:events';
import { constants } from 'node:os';
import { type SocketAddress, socketAddress } from './binding.ts';
import { EPOLLIN, Epoll } from './epoll.ts';
import { systemError } from './errors.ts';
import { createSocket } from './labeled.ts';
import * as sys from './sys.ts';

/** A datagram and who sent it. */
export interface Datagram {
	data: Buffer;
	/** Where an answer goes; null for a UNIX sender without a path of its own. */
	from: SocketAddress | null;
	/** The address it was sent to, which an answer should come from. */
	to: SocketAddress;
	/** The sender's raw security context; null if none came: nothing labels it, or it is IPv6. */
	context: string | null;
	/** True if it was longer than 64 KiB, which only a UNIX datagram can be: `data` is its beginning. */
	truncated: boolean;
}

/** UDP carries 65,507 bytes at most. */
const LARGEST_DATAGRAM = 65_536;

/** How long after an error receiving is tried again, in milliseconds. */
const RETRY_AFTER = 1000;

/** Datagrams taken in one turn of the loop, so that a flood leaves room for other work. */
const DATAGRAMS_PER_TURN = 64;

/**
 * A bound UDP or UNIX datagram socket that tells each sender's security context, which Node's own
 * dgram cannot. Emits 'message' with a {@link Datagram} and 'error' with a system error.
 */
export class LabeledDatagramSocket extends EventEmitter<{
	message: [Datagram];
	error: [NodeJS.ErrnoException];
}> {
	readonly fd: number;
	readonly #epoll: Epoll;
	#open = true;
	readonly #buffer = Buffer.allocUnsafe(LARGEST_DATAGRAM);

	/**
	 * @param place - where to receive: an IPv6 wildcard takes IPv4 as well; or a socket that is bound
	 * already, which it closes in the end
	 * @param context - the socket's own context; without it, the policy decides
	 * @throws what {@link createSocket} and bind(2) give
	 */
	constructor(place: SocketAddress | { fd: number }, context?: string) {
		super();
		this.fd = 'fd' in place ? place.fd : newSocket(place, context);
		try {
			sys.own(this.fd);
			sys.passinfo(this.fd);
			if ('fd' in place) sys.nonblock(this.fd);
			else sys.bind(this.fd, place);
			this.#epoll = new Epoll(() => this.#receive());
		} catch (error) {
			sys.close(this.fd);
			throw error;
		}
		this.#watch();
	}

	/** The address bound to, with the port that the kernel chose for port 0. */
	get address(): SocketAddress {
		return socketAddress(sys.getsockname(this.fd)) as SocketAddress;
	}

	/**
	 * Sends one datagram, now or never: a datagram that the socket cannot take is dropped, as the
	 * network itself may drop it.
	 *
	 * @param data - its content
	 * @param to - whom to
	 * @param from - which of the host's addresses it is to come from: that of the question, if it is
	 * an answer, because a client takes it from no other; without it, the kernel chooses
	 * @returns the bytes sent, or a negative errno
	 */
	send(data: Uint8Array, to: SocketAddress, from?: SocketAddress): number {
		try {
			return sys.sendto(this.fd, data, to, from);
		} catch (error) {
			// A sender can have an address that is none to send to: its interface is gone, for example.
			const { errno } = error as NodeJS.ErrnoException;
			if (errno === undefined) throw error;
			return errno;
		}
	}

	/** Receives nothing from now on and closes the descriptor; a second call does nothing. */
	close(): void {
		if (!this.#open) return;
		this.#open = false;
		this.#epoll.close();
		sys.close(this.fd);
	}

	#receive(): void {
		for (let i = 0; i < DATAGRAMS_PER_TURN && this.#open; i++) {
			const received = sys.recvmsg(this.fd, this.#buffer);
			if (received === -constants.errno.EAGAIN) return;
			if (typeof received === 'number') {
				this.#fail(received);
				return;
			}
			const { bytes, from, to, context, truncated } = received;
			this.emit('message', {
				data: Buffer.from(this.#buffer.subarray(0, bytes)),
				from: socketAddress(from),
				to: to ?? this.address,
				context,
				truncated,
			});
		}
	}

	#watch(): void {
		if (this.#open) this.#epoll.add(this.fd, EPOLLIN);
	}

	/** What cannot be received stays ready, so it is left alone for a while. */
	#fail(errno: number): void {
		this.#epoll.delete(this.fd);
		setTimeout(() => this.#watch(), RETRY_AFTER).unref();
		this.emit('error', systemError(errno, 'recvmsg', `fd ${this.fd}`));
	}
}

function newSocket({ family }: SocketAddress, context: string | undefined): number {
	return createSocket(family === 'unix' ? 'unix-dgram' : 'udp', family, context);
}
