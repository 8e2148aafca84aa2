/** One word for sh(1), whatever is in it. */
export function shellWord(word: string): string {
	return `'${word.replaceAll("'", "'\\''")}'`;
}
