// Numbers before the lines of a paste: pages that show texts, cat(1) -n, nl(1) and grep(1) -n write them.

/** `12. `, `12:`, `12) `, `12|`, `12<TAB>`, with spaces before; no time of day. */
const NUMBER = /^\s{0,16}(\d{1,5})(?:[.)|](?=\D|$)|:(?!\d\d\b)|\t|\s{2}(?=\S)|\s*$)\s?/;
/** Lines of aureport(8) and of lists of records are numbered themselves: a date, or a record, follows. */
const OF_REPORT = /^\s*\d{1,5}[.)]\s+\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}\s/;
/** Two may be a list. */
const FEWEST = 4;

/**
 * Takes the numbers away where they count the lines.
 *
 * @param lines - of a paste
 * @returns as many lines
 */
export function withoutLineNumbers(lines: string[]): string[] {
	const found = lines.map((line) => (OF_REPORT.test(line) ? undefined : NUMBER.exec(line)));
	const numbers = found.map((each) => (each ? Number(each[1]) : undefined));
	const plain = [...lines];
	for (let from = 0, to = 0; from < lines.length; from = to) {
		to = from + 1;
		const first = numbers[from];
		if (first === undefined) continue;
		while (to < lines.length && numbers[to] === first + to - from) to++;
		if (to - from < FEWEST) continue;
		for (let at = from; at < to; at++)
			plain[at] = lines[at]?.slice(found[at]?.[0].length ?? 0) ?? '';
	}
	return plain;
}
