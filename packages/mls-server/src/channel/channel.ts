import { constants } from 'node:os';
import { EPOLLIN, EPOLLOUT, Epoll, sys } from '@peercon/native';

const { EAGAIN, EINTR, ENOBUFS } = constants.errno;

/** Which Node does not know: include/uapi/asm-generic/errno.h. */
const ETOOMANYREFS = 109;

/** Longer than any message: the longest holds one security context, of a page at most. */
const LONGEST_MESSAGE = 8192;

/** Messages read in one turn of the loop, so that one chatterer lets the others live. */
const READ_PER_TURN = 32;

/** More than a socket's buffer holds of messages, in such turns. */
const REST_TURNS = 64;

/** Time before sending is tried again where too many descriptors are under way, in milliseconds. */
const RETRY_AFTER = 10;

export interface ChannelOptions<Received> {
	/** A connected UNIX seqpacket socket; the channel closes it. */
	fd: number;
	/** False to let the kernel drop what descriptors the other side passes. */
	takesDescriptors: boolean;
	/** What is nonsense, beside what is no JSON; without it the other side is trusted. */
	isMessage?: (value: unknown) => value is Received;
	onMessage: (message: Received, fds: number[]) => void;
	/** The other side has closed, or speaks nonsense. */
	onEnd: (isNonsense: boolean) => void;
	/**
	 * No descriptor can be passed now, or it can again: this user has too many under way already, which
	 * nobody has received (ETOOMANYREFS, unix(7)). The other side may know nothing of it.
	 */
	onCrowded?: (isCrowded: boolean) => void;
}

/**
 * What the super-server and one worker have in common: messages of JSON, in order, with descriptors
 * passed beside them. Node's own channel would do, but for two things: it passes one connection per
 * message, and it has the label of the parent, to which a worker of another level may not write.
 */
export class Channel<Sent, Received> {
	readonly #options: ChannelOptions<Received>;
	readonly #buffer = new Uint8Array(LONGEST_MESSAGE);
	readonly #epoll: Epoll;
	/** What the socket did not take yet. */
	readonly #queue: { data: Uint8Array; fds: number[] }[] = [];
	#watched = EPOLLIN;
	#isCrowded = false;
	#closed = false;

	constructor(options: ChannelOptions<Received>) {
		this.#options = options;
		this.#epoll = new Epoll((_fd, events) => {
			if (events & EPOLLOUT) this.#sendQueue();
			if (events & ~EPOLLOUT) this.#receive();
		});
		this.#epoll.add(options.fd, EPOLLIN);
	}

	/** Sends a message. The descriptors must stay open until the other side has acknowledged them. */
	send(message: Sent, fds: number[] = []): void {
		if (this.#closed) return;
		const wasEmpty = this.#queue.length === 0;
		this.#queue.push({ data: Buffer.from(JSON.stringify(message)), fds });
		if (wasEmpty) this.#sendQueue();
	}

	/** Receives what the other side has sent before it ended. Somebody may still be sending: not for ever. */
	receiveRest(): void {
		for (let turn = 0; turn < REST_TURNS; turn++) this.#receive();
	}

	close(): void {
		if (this.#closed) return;
		this.#closed = true;
		this.#epoll.close();
		sys.close(this.#options.fd);
	}

	#sendQueue(): void {
		if (this.#closed) return;
		const { fd } = this.#options;
		for (let next = this.#queue[0]; next; next = this.#queue[0]) {
			const sent = sys.sendfds(fd, next.data, next.fds);
			if (sent === -EAGAIN) {
				this.#watch(EPOLLIN | EPOLLOUT);
				return;
			}
			this.#setCrowded(sent === -ETOOMANYREFS);
			if (sent === -ETOOMANYREFS || sent === -ENOBUFS) {
				this.#watch(EPOLLIN);
				setTimeout(() => this.#sendQueue(), RETRY_AFTER);
				return;
			}
			// The other side has gone: its end of file follows.
			if (sent < 0) break;
			this.#queue.shift();
		}
		this.#watch(EPOLLIN);
	}

	#setCrowded(isCrowded: boolean): void {
		if (isCrowded === this.#isCrowded) return;
		this.#isCrowded = isCrowded;
		this.#options.onCrowded?.(isCrowded);
	}

	/** Most messages go out at once: they need no system call for this. */
	#watch(events: number): void {
		if (events === this.#watched) return;
		this.#watched = events;
		this.#epoll.modify(this.#options.fd, events);
	}

	#receive(): void {
		for (let i = 0; i < READ_PER_TURN && !this.#closed; i++) {
			const { bytes, fds } = this.#receiveOne();
			if (bytes === -EAGAIN || bytes === -EINTR) return;
			const message = bytes > 0 ? this.#parse(bytes) : undefined;
			if (message === undefined) {
				this.close();
				this.#options.onEnd(bytes > 0);
				return;
			}
			this.#options.onMessage(message, fds);
		}
	}

	#receiveOne(): { bytes: number; fds: number[] } {
		const { fd, takesDescriptors } = this.#options;
		const got = takesDescriptors ? sys.recvfds(fd, this.#buffer) : sys.recv(fd, this.#buffer);
		return typeof got === 'number' ? { bytes: got, fds: [] } : got;
	}

	#parse(bytes: number): Received | undefined {
		const { isMessage } = this.#options;
		try {
			const value = JSON.parse(Buffer.from(this.#buffer.buffer, 0, bytes).toString());
			return !isMessage || isMessage(value) ? value : undefined;
		} catch {
			return undefined;
		}
	}
}
