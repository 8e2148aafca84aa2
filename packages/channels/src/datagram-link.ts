import { constants } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { EPOLLIN, EPOLLOUT, Sender, sys, systemError } from '@peercon/native';
import { type Link, LONGEST_MESSAGE } from './link.ts';
import { Poller } from './poller.ts';
import { tried } from './tries.ts';

const { EAGAIN, ECONNREFUSED, EMSGSIZE, ENOENT } = constants.errno;

/** What an answer meets whose client has gone. */
const GONE = new Set([-ECONNREFUSED, -ENOENT]);

/** A server's link over a datagram socket: an answer goes to whoever sent the last message. */
export class DatagramLink implements Link {
	readonly limit = LONGEST_MESSAGE;
	readonly isForMany = true;
	readonly #fd: number;
	readonly #buffer = Buffer.allocUnsafeSlow(LONGEST_MESSAGE);
	readonly #poller = new Poller();
	readonly #sender = new Sender();
	#isOpen = true;

	/** @param fd - the socket; it is closed with the link */
	constructor(fd: number) {
		this.#fd = fd;
	}

	get peer(): string | null {
		return this.#sender.context;
	}

	async receive(): Promise<Buffer | null> {
		while (this.#isOpen) {
			const bytes = tried(() => sys.recvfrom(this.#fd, this.#buffer, this.#sender));
			// Who has no address cannot be answered.
			if (bytes >= 0 && this.#sender.hasAddress) return this.#buffer.subarray(0, bytes);
			if (bytes >= 0 || bytes === -EMSGSIZE)
				await setImmediate(); // half a message is none
			else if (bytes !== -EAGAIN) throw systemError(bytes, 'recvmsg', `fd ${this.#fd}`);
			else await this.#poller.ready(this.#fd, EPOLLIN);
		}
		return null;
	}

	async send(message: Uint8Array): Promise<void> {
		while (this.#isOpen) {
			const sent = sys.sendto(this.#fd, message, this.#sender.bytes);
			if (sent >= 0 || GONE.has(sent)) return;
			if (sent !== -EAGAIN) throw systemError(sent, 'sendto', `fd ${this.#fd}`);
			await this.#poller.ready(this.#fd, EPOLLOUT);
		}
	}

	close(): void {
		if (!this.#isOpen) return;
		this.#isOpen = false;
		this.#poller.close();
		sys.close(this.#fd);
	}
}
