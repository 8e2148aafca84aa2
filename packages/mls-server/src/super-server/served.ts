/** The connections that a worker has, and whose they are. Each has a number of its worker's. */
export class Served {
	/** The source of each, by its number. */
	readonly #sources = new Map<number, string>();
	/** How many there are of each source. */
	readonly #counts = new Map<string, number>();

	get size(): number {
		return this.#sources.size;
	}

	/** How many there are of a source. */
	of(source: string): number {
		return this.#counts.get(source) ?? 0;
	}

	add(id: number, source: string): void {
		this.#sources.set(id, source);
		this.#counts.set(source, this.of(source) + 1);
	}

	/** @returns false if there is none of that number */
	delete(id: number): boolean {
		const source = this.#sources.get(id);
		if (source === undefined) return false;
		this.#sources.delete(id);
		const left = this.of(source) - 1;
		if (left === 0) this.#counts.delete(source);
		else this.#counts.set(source, left);
		return true;
	}
}
