/** The first failure may be chance; from the second on, waiting doubles up to the longest. */
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 60_000;

/** Limit on contexts that are remembered. */
const MOST_REMEMBERED = 1024;

/** Which contexts' workers keep failing, and how long nothing is started for them. */
export class Backoff {
	readonly #failures = new Map<string, { count: number; until: number }>();

	/** For how many milliseconds no worker is to be started for a context: 0 if one may be. */
	remaining(context: string, now: number): number {
		return Math.max(0, (this.#failures.get(context)?.until ?? 0) - now);
	}

	/** A worker has failed soon after it was started. */
	failed(context: string, now: number): void {
		const count = (this.#failures.get(context)?.count ?? 0) + 1;
		const wait = count === 1 ? 0 : Math.min(FIRST_WAIT * 2 ** (count - 2), LONGEST_WAIT);
		this.#failures.delete(context);
		this.#failures.set(context, { count, until: now + wait });
		const [oldest] = this.#failures.keys();
		if (this.#failures.size > MOST_REMEMBERED) this.#failures.delete(oldest as string);
	}

	/** A worker has done well. */
	succeeded(context: string): void {
		this.#failures.delete(context);
	}
}
