// The words of a command line that are no options: a command for the guest.

/** A mistake on the command line. */
export class UsageError extends Error {}

/**
 * The command that is to be run in the guest.
 *
 * @throws UsageError if there is none, or an option that is unknown stands before it
 */
export function wordsOf(flags: { command: string[]; '--'?: unknown }): string[] {
	const [first = ''] = flags.command;
	// Behind the first word everything is the command's own.
	if (first.startsWith('-')) throw new UsageError(`${first} is an unknown option`);
	const words = [...flags.command, ...((flags['--'] ?? []) as string[])];
	if (words.every((word) => word.trim() === ''))
		throw new UsageError('what is to be run is missing');
	return words;
}
