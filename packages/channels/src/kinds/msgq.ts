import { constants } from 'node:os';
import { systemError, sysv } from '@peercon/native';
import { ifThere } from '../find.ts';
import type { Kind } from '../kind.ts';
import type { Link } from '../link.ts';
import { Made } from '../made.ts';
import { OURS_ALONE } from '../mode.ts';
import { isAlive } from '../process.ts';
import { inUse, keyText, nextKey, parseKey, USUAL_KEY } from '../system-v-key.ts';
import { Waits } from '../waits.ts';

const { EAGAIN, ECANCELED, EIDRM } = constants.errno;

/** Limit on a message's bytes: a queue has room for several (kernel.msgmnb is 16384). */
const LIMIT = 4096;

/** What a client's pid takes in front of its message, so that the answer finds it: 4 bytes. */
const SENDER = 4;

/** The type of every request; that of an answer is its client's pid. */
const REQUEST = 1;

/** A queue with the key for requests, and one with the next key for echoes. */
export const msgq: Kind = {
	name: 'msgq',
	object: 'System V message queues',
	named: { what: 'KEY', usual: USUAL_KEY },
	control: {
		classes: 'msgq, msg',
		server:
			'on itself: msgq { associate create destroy enqueue getattr read unix_read unix_write write } and msg { receive send }',
		client:
			'on the server: msgq { associate read unix_read unix_write write } and msg { receive send }',
		peer: "no: a message has its queue's type and its sender's level, and no call tells it",
		label: "queue: of the process that makes it; message: the sender's user, the queue's type",
	},
	serve(name, { begin }) {
		const key = parseKey(name);
		const made = new Made();
		const makeQueue = (each: number) => {
			removeStale(each);
			const flags = OURS_ALONE | sysv.IPC_CREAT | sysv.IPC_EXCL;
			return made.add(() => sysv.msgget(each, flags), sysv.msgremove);
		};
		const requests = makeQueue(key);
		const answers = makeQueue(nextKey(key));
		markAsOurs(requests);
		const link = new ServerLink(requests, answers);
		begin(link);
		return made.service(keyText(key), link);
	},
	open(name) {
		const key = parseKey(name);
		return new ClientLink(sysv.msgget(key, 0), sysv.msgget(nextKey(key), 0));
	},
};

/** Receiving and sending, with what both sides have in common. */
abstract class QueueLink implements Link {
	readonly peer = null;
	readonly limit = LIMIT;
	protected readonly buffer = Buffer.allocUnsafeSlow(SENDER + LIMIT);
	readonly #waits = new Waits();

	abstract send(message: Uint8Array): Promise<void>;
	abstract receive(): Promise<Buffer | null>;

	/** Takes a message out of a queue. @returns its length, or null if the queue has been removed */
	protected async take(queue: number, type: number): Promise<number | null> {
		const length = await this.#waits.until(
			() => noMessageIsAgain(sysv.msgrcv(queue, type, this.buffer)),
			(waiter) => waiter.msgrcv(queue, type, this.buffer),
		);
		if (length === -ECANCELED || length === -EIDRM) return null;
		if (length < 0) throw systemError(length, 'msgrcv', `id ${queue}`);
		return length;
	}

	close(): void {
		this.#waits.close();
	}
}

class ServerLink extends QueueLink {
	readonly #requests: number;
	readonly #answers: number;
	#client = 0;

	constructor(requests: number, answers: number) {
		super();
		this.#requests = requests;
		this.#answers = answers;
	}

	async receive(): Promise<Buffer | null> {
		for (;;) {
			const length = await this.take(this.#requests, REQUEST);
			if (length === null) return null;
			if (length <= SENDER) continue; // no request of ours
			this.#client = this.buffer.readInt32LE(0);
			if (this.#client > 0) return this.buffer.subarray(SENDER, length);
		}
	}

	async send(message: Uint8Array): Promise<void> {
		// A full queue has answers that nobody came for: the oldest gives way.
		for (;;) {
			const failed = sysv.msgsnd(this.#answers, this.#client, message);
			if (failed === 0) return;
			if (failed !== -EAGAIN) throw systemError(failed, 'msgsnd', `id ${this.#answers}`);
			sysv.msgrcv(this.#answers, 0, Buffer.allocUnsafe(LIMIT));
		}
	}
}

class ClientLink extends QueueLink {
	readonly #requests: number;
	readonly #answers: number;
	readonly #request = Buffer.alloc(SENDER + LIMIT);

	constructor(requests: number, answers: number) {
		super();
		this.#requests = requests;
		this.#answers = answers;
		this.#request.writeInt32LE(process.pid, 0);
	}

	async send(message: Uint8Array): Promise<void> {
		this.#request.set(message, SENDER);
		const bytes = this.#request.subarray(0, SENDER + message.length);
		const failed = sysv.msgsnd(this.#requests, REQUEST, bytes);
		if (failed < 0) throw systemError(failed, 'msgsnd', `id ${this.#requests}`);
	}

	async receive(): Promise<Buffer | null> {
		const length = await this.take(this.#answers, process.pid);
		return length === null ? null : this.buffer.subarray(0, length);
	}
}

/** msgrcv(2) has an error of its own for 'none is there'. */
function noMessageIsAgain(result: number): number {
	return result === -constants.errno.ENOMSG ? -EAGAIN : result;
}

/** A queue knows who last received from it, and nobody else: so its server does that at once. */
function markAsOurs(queue: number): void {
	sysv.msgsnd(queue, REQUEST, Buffer.alloc(1));
	sysv.msgrcv(queue, REQUEST, Buffer.alloc(1));
}

/** Removes a queue that a killed server has left. @throws EEXIST if its server is there */
function removeStale(key: number): void {
	const id = ifThere(() => sysv.msgget(key, 0));
	if (id === undefined) return;
	const { receiver } = sysv.msgstat(id);
	if (receiver !== 0 && isAlive(receiver)) throw inUse('msgget', key, receiver);
	sysv.msgremove(id);
}
