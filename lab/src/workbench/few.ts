// What a person can still read of what may be very long: a test's output, and other domains' records.

/** So many records are shown, and so many lines of output. */
const RECORDS = 20;
const LINES = 40;

/** The first of several lines, and how many more there are. */
export function firstOf(lines: readonly string[]): string[] {
	if (lines.length <= RECORDS) return [...lines];
	return [...lines.slice(0, RECORDS), `and ${lines.length - RECORDS} more`];
}

/** The end of what a test has printed: there it says why it fails. */
export function endOf(output: string): string {
	const lines = output.trimEnd().split('\n');
	if (lines.length <= LINES) return lines.join('\n');
	return [`(${lines.length - LINES} lines before)`, ...lines.slice(-LINES)].join('\n');
}
