import { constants as files } from 'node:fs';
import { constants } from 'node:os';
import { posix, systemError } from '@peercon/native';
import { ifThere } from './find.ts';
import type { Signals } from './memory-link.ts';
import { OURS_ALONE } from './mode.ts';
import { Waits } from './waits.ts';

const { ECANCELED } = constants.errno;

/** Two POSIX semaphores, NAME.request and NAME.answer: files /dev/shm/sem.NAME.request and so on. */
export class NamedSemaphores implements Signals {
	readonly #post: posix.Semaphore;
	readonly #wait: posix.Semaphore;
	readonly #waits = new Waits();

	/**
	 * Makes both, and removes what a killed server has left.
	 *
	 * @param name - begins with a slash
	 * @throws EACCES
	 */
	static make(name: string): NamedSemaphores {
		const [request, answer] = namesFrom(name).map((each) => {
			ifThere(() => posix.sem_unlink(each));
			return new posix.Semaphore(each, files.O_CREAT | files.O_EXCL, OURS_ALONE, 0);
		}) as [posix.Semaphore, posix.Semaphore];
		return new NamedSemaphores(answer, request);
	}

	/** Finds both. @throws ENOENT, EACCES */
	static find(name: string): NamedSemaphores {
		const [request, answer] = namesFrom(name).map((each) => new posix.Semaphore(each, 0)) as [
			posix.Semaphore,
			posix.Semaphore,
		];
		return new NamedSemaphores(request, answer);
	}

	/** Removes their names. */
	static remove(name: string): void {
		for (const each of namesFrom(name)) ifThere(() => posix.sem_unlink(each));
	}

	private constructor(post: posix.Semaphore, wait: posix.Semaphore) {
		this.#post = post;
		this.#wait = wait;
	}

	post(): void {
		check(this.#post.post(), 'sem_post');
	}

	async wait(): Promise<boolean> {
		const done = await this.#waits.until(
			() => this.#wait.trywait(),
			(waiter) => waiter.sem_wait(this.#wait),
		);
		if (done !== -ECANCELED) check(done, 'sem_wait');
		return done === 0;
	}

	/** Takes what somebody else should have waited for, and did not live to. */
	forget(): void {
		while (this.#wait.trywait() === 0);
	}

	close(): void {
		this.#waits.close();
		this.#post.close();
		this.#wait.close();
	}
}

function namesFrom(name: string): string[] {
	return [`${name}.request`, `${name}.answer`];
}

function check(result: number, syscall: string): void {
	if (result < 0) throw systemError(result, syscall, 'a semaphore');
}
