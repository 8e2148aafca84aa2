import { constants } from 'node:os';
import { EPOLLIN, sys, systemError } from '@peercon/native';
import type { Signals } from './memory-link.ts';
import { Poller } from './poller.ts';
import { tried } from './tries.ts';

const { EAGAIN } = constants.errno;

/** eventfd(2): 8 bytes, which are added to the counter, or read and set to 0. */
const ONE = Buffer.from(new BigUint64Array([1n]).buffer);

export interface EventDescriptors {
	/** The eventfd that this side adds to. */
	post: number;
	/** The eventfd that it reads. */
	wait: number;
	/** The socket that all was passed over: with it the other side has ended. */
	socket: number;
}

/** Two eventfds that two processes take turns by. All three descriptors are its own. */
export class EventSignals implements Signals {
	readonly #fds: EventDescriptors;
	readonly #count = Buffer.alloc(ONE.length);
	readonly #poller = new Poller();
	readonly #onClose: () => void;
	#isOpen = true;

	constructor(fds: EventDescriptors, onClose: () => void) {
		this.#fds = fds;
		this.#onClose = onClose;
	}

	post(): void {
		const written = sys.write(this.#fds.post, ONE);
		if (written < 0) throw systemError(written, 'write', `fd ${this.#fds.post}`);
	}

	async wait(): Promise<boolean> {
		while (this.#isOpen) {
			const read = tried(() => sys.read(this.#fds.wait, this.#count));
			if (read > 0) return true;
			if (read !== -EAGAIN) throw systemError(read, 'read', `fd ${this.#fds.wait}`);
			// Nobody says anything over the socket: what can be read there is its end.
			if (sys.recv(this.#fds.socket, this.#count) !== -EAGAIN) return false;
			await Promise.race([
				this.#poller.ready(this.#fds.wait, EPOLLIN),
				this.#poller.ready(this.#fds.socket, EPOLLIN),
			]);
		}
		return false;
	}

	close(): void {
		if (!this.#isOpen) return;
		this.#isOpen = false;
		this.#poller.close();
		for (const fd of Object.values(this.#fds)) sys.close(fd);
		this.#onClose();
	}
}
