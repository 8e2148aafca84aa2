// Finds what is not needed, with few attempts: much is taken away at once, and only where something
// breaks it is halved until the culprits are alone.
//
// What nothing has missed stays away, so that in the end all of it is away at once: of two rules that
// allow the same, one is found to be needed. Of n things of which k are needed it takes at most about
// 2 k log2(n) attempts, and about k + 1 where each attempt names what it has missed.

/** An attempt without some things. */
export interface Attempt<T> {
	/** All went as it does with everything. */
	isFine: boolean;
	/** What it may have failed for, of what was away; none if nothing tells. */
	missed: readonly T[];
}

/** What is known in the end. */
export interface Found<T, A extends Attempt<T>> {
	/** Without all of these at once all went well. */
	unneeded: T[];
	/** For each of the others the attempt that failed without it, and otherwise without unneeded ones. */
	needed: Map<T, A>;
}

/**
 * Takes things away, and finds those that nothing needs.
 *
 * @param things - all that can be taken away
 * @param suspects - those of them that are probably needed: they are taken away one by one
 * @param attempt - tries without some of them, and gives them back
 */
export async function findUnneeded<T, A extends Attempt<T>>(
	things: readonly T[],
	suspects: readonly T[],
	attempt: (without: readonly T[]) => Promise<A>,
): Promise<Found<T, A>> {
	const unneeded: T[] = [];
	const needed = new Map<T, A>();

	/** @param failed - the attempt without exactly this and what is away already, if it was made */
	async function take(group: readonly T[], failed?: A): Promise<void> {
		if (group.length === 0) return;
		const made = failed ?? (await attempt([...unneeded, ...group]));
		if (made.isFine) {
			unneeded.push(...group);
			return;
		}
		const [only] = group;
		if (group.length === 1) needed.set(only as T, made);
		else await split(group, made);
	}

	async function split(group: readonly T[], failed: A): Promise<void> {
		const missed = group.filter((each) => failed.missed.includes(each));
		const rest = group.filter((each) => !missed.includes(each));
		if (missed.length > 0 && rest.length > 0) {
			await take(rest);
			for (const each of missed) await take([each]);
			return;
		}
		const middle = Math.ceil(group.length / 2);
		const [first, second] = [group.slice(0, middle), group.slice(middle)];
		await take(first);
		const isFirstAway = first.every((each) => unneeded.includes(each));
		// Then what was tried with both is tried already.
		await take(second, isFirstAway ? failed : undefined);
	}

	await take(things.filter((each) => !suspects.includes(each)));
	for (const each of things) if (suspects.includes(each)) await take([each]);
	return { unneeded, needed };
}
