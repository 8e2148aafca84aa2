import { constants } from 'node:os';
import { systemError, sysv } from '@peercon/native';
import type { Signals } from './memory-link.ts';
import type { Turn } from './turns.ts';
import { Waits } from './waits.ts';

const { ECANCELED, EIDRM } = constants.errno;

/** The semaphores of the set: whether a client may begin, has asked, has been answered. */
const FREE = 0;
const REQUEST = 1;
const ANSWER = 2;
const SEMAPHORES = 3;

/** Who posts what, and waits for what: operations of semop(2). */
const ROLES = {
	server: { post: Int16Array.of(ANSWER, 1, 0), wait: Int16Array.of(REQUEST, -1, 0) },
	client: { post: Int16Array.of(REQUEST, 1, 0), wait: Int16Array.of(ANSWER, -1, 0) },
};
const TAKE_TURN = Int16Array.of(FREE, -1, sysv.SEM_UNDO);

/** A System V semaphore set that two processes take turns by. It is also the clients' turn. */
export class SemaphoreSet implements Signals, Turn {
	readonly #id: number;
	readonly #role: { post: Int16Array; wait: Int16Array };
	readonly #waits = new Waits();

	/** Makes the set, and lets the first client begin. @throws EEXIST, EACCES */
	static make(key: number, mode: number): { id: number; set: SemaphoreSet } {
		const id = sysv.semget(key, SEMAPHORES, mode | sysv.IPC_CREAT | sysv.IPC_EXCL);
		sysv.semsetval(id, FREE, 1);
		return { id, set: new SemaphoreSet(id, 'server') };
	}

	/** Finds the set. @throws ENOENT, EACCES */
	static find(key: number): SemaphoreSet {
		return new SemaphoreSet(sysv.semget(key, SEMAPHORES, 0), 'client');
	}

	private constructor(id: number, role: 'server' | 'client') {
		this.#id = id;
		this.#role = ROLES[role];
	}

	post(): void {
		const done = sysv.semop(this.#id, this.#role.post);
		if (done < 0) throw systemError(done, 'semop', `id ${this.#id}`);
	}

	wait(): Promise<boolean> {
		return this.#change(this.#role.wait);
	}

	async take(): Promise<void> {
		// The kernel adds it again when this client ends, however that happens.
		if (!(await this.#change(TAKE_TURN))) return;
		// An answer that a client did not live to see.
		sysv.semsetval(this.#id, ANSWER, 0);
	}

	close(): void {
		this.#waits.close();
	}

	/** Changes semaphores, and waits until that is possible. @returns false if it ends */
	async #change(operations: Int16Array): Promise<boolean> {
		const done = await this.#waits.until(
			() => sysv.semop(this.#id, operations),
			(waiter) => waiter.semop(this.#id, operations),
		);
		if (done === -ECANCELED || done === -EIDRM) return false;
		if (done < 0) throw systemError(done, 'semop', `id ${this.#id}`);
		return true;
	}
}
