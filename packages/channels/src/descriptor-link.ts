import { constants } from 'node:os';
import { EPOLLIN, EPOLLOUT, sys, systemError } from '@peercon/native';
import { type Link, LONGEST_MESSAGE } from './link.ts';
import { Poller } from './poller.ts';
import { tried } from './tries.ts';

const { EAGAIN } = constants.errno;

export interface Descriptors {
	/** Where messages come from. */
	input: number;
	/** Where they go; of a socket, the same. */
	output: number;
	/** Reads what is there: the number of bytes, 0 at the end, or a negative errno. */
	read?: (fd: number, buffer: Uint8Array) => number;
	/** Writes: how many bytes were taken, or a negative errno. */
	write?: (fd: number, bytes: Uint8Array) => number;
	peer?: string | null;
	limit?: number;
	/** Called once it is closed. */
	onClose?: () => void;
}

/** A link over descriptors that epoll(7) can watch. They are its own, to be closed with it. */
export class DescriptorLink implements Link {
	readonly peer: string | null;
	readonly limit: number;
	readonly #input: number;
	readonly #output: number;
	readonly #read: (fd: number, buffer: Uint8Array) => number;
	readonly #write: (fd: number, bytes: Uint8Array) => number;
	readonly #buffer: Buffer;
	readonly #poller = new Poller();
	readonly #onClose: () => void;
	#isOpen = true;

	constructor({ input, output, read, write, peer, limit, onClose }: Descriptors) {
		this.#input = input;
		this.#output = output;
		this.#read = read ?? sys.read;
		this.#write = write ?? sys.write;
		this.peer = peer ?? null;
		this.limit = limit ?? LONGEST_MESSAGE;
		this.#onClose = onClose ?? (() => {});
		this.#buffer = Buffer.allocUnsafeSlow(this.limit);
	}

	async send(message: Uint8Array): Promise<void> {
		let rest = message;
		while (rest.length > 0 && this.#isOpen) {
			const sent = this.#write(this.#output, rest);
			if (sent >= 0) rest = rest.subarray(sent);
			else if (sent !== -EAGAIN) throw systemError(sent, 'write', `fd ${this.#output}`);
			else await this.#poller.ready(this.#output, EPOLLOUT);
		}
	}

	async receive(): Promise<Buffer | null> {
		while (this.#isOpen) {
			const length = tried(() => this.#read(this.#input, this.#buffer));
			if (length > 0) return this.#buffer.subarray(0, length);
			if (length === 0) return null;
			if (length !== -EAGAIN) throw systemError(length, 'read', `fd ${this.#input}`);
			await this.#poller.ready(this.#input, EPOLLIN);
		}
		return null;
	}

	close(): void {
		if (!this.#isOpen) return;
		this.#isOpen = false;
		this.#poller.close();
		for (const fd of new Set([this.#input, this.#output])) sys.close(fd);
		this.#onClose();
	}
}

/** How a {@link DescriptorLink} uses a socket. */
export const SOCKET = {
	read: sys.recv,
	write: (fd: number, bytes: Uint8Array) => sys.send(fd, bytes, 0, bytes.length),
};
