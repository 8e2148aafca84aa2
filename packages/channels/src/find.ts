/**
 * Finds what may not be there.
 *
 * @param get - finds it, or throws ENOENT
 * @returns undefined if it is not there
 */
export function ifThere<T>(get: () => T): T | undefined {
	try {
		return get();
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
		throw error;
	}
}
