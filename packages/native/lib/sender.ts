import { binding } from './binding.ts';

/**
 * Who sent a datagram: `sys.recvfrom` fills it, and `sys.sendto` takes its bytes for an address. One is
 * enough for all datagrams of a socket, so that nothing has to be made for each.
 */
export class Sender {
	/** The lengths of address and context, 4 bytes each in the host's order; struct sockaddr; the context. */
	readonly bytes: Buffer = Buffer.alloc(binding.senderBytes);
	readonly #lengths = new Uint32Array(this.bytes.buffer, this.bytes.byteOffset, 2);

	/** False if the sender cannot be answered: a UNIX one that was never bound to a path or a name. */
	get hasAddress(): boolean {
		return this.#lengths[0] !== 0;
	}

	/** Its raw security context, null if the datagram came without one. */
	get context(): string | null {
		const length = this.#lengths[1] as number;
		return length === 0 ? null : this.bytes.toString('utf8', CONTEXT, CONTEXT + length);
	}
}

/** Where the context begins: behind the lengths and struct sockaddr_storage, which has 128 bytes. */
const CONTEXT = 8 + 128;
