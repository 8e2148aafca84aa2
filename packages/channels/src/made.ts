import type { Link, Service } from './link.ts';

/** What a server has made, and how each is removed: all of it in the end, or when a later part fails. */
export class Made {
	readonly #removals: (() => void)[] = [];

	constructor() {
		// Also when an error ends the process.
		process.once('exit', this.#atExit);
	}

	/**
	 * Makes something, whose removal is noted.
	 *
	 * @param make - makes it
	 * @param remove - removes it
	 * @returns what was made
	 * @throws what `make` throws; everything before it is removed then
	 */
	add<T>(make: () => T, remove: (made: T) => void): T {
		try {
			const made = make();
			this.#removals.push(() => remove(made));
			return made;
		} catch (error) {
			this.remove();
			throw error;
		}
	}

	/**
	 * Removes all of it, the last first. A second call does nothing.
	 *
	 * @throws the first error; the others are removed all the same
	 */
	remove(): void {
		process.off('exit', this.#atExit);
		const errors: unknown[] = [];
		for (const remove of this.#removals.splice(0).reverse()) {
			try {
				remove();
			} catch (error) {
				// Somebody else has removed it.
				if (!GONE.has((error as NodeJS.ErrnoException).code ?? '')) errors.push(error);
			}
		}
		if (errors.length > 0) throw errors[0];
	}

	/**
	 * What a server has opened, whose clients all share one link.
	 *
	 * @param place - where it is found, for people
	 * @param link - ends with it, before what was made is removed
	 */
	service(place: string, link: Link): Service {
		return {
			place,
			close: () => {
				link.close();
				this.remove();
			},
		};
	}

	readonly #atExit = () => this.remove();
}

const GONE = new Set(['ENOENT', 'EINVAL', 'EIDRM']);
