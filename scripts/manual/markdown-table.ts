/** A table of Markdown, its columns aligned. */
export function markdownTable(heading: string[], rows: string[][]): string {
	const widths = heading.map((title, i) =>
		Math.max(...[title, ...rows.map((row) => row[i] ?? '')].map(({ length }) => length)),
	);
	const line = (cells: string[]) =>
		`| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
	const rule = widths.map((width) => '-'.repeat(width));
	return [heading, rule, ...rows].map(line).join('\n');
}
