/** The middle one of some numbers; the mean of the two in the middle if their number is even. */
export function median(values: number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = sorted.length / 2;
	const low = sorted[Math.ceil(middle) - 1] ?? Number.NaN;
	const high = sorted[Math.floor(middle)] ?? Number.NaN;
	return (low + high) / 2;
}

/** A number for people: `12,345`, or with digits after the point. */
export function shown(value: number, digits = 0): string {
	return value.toLocaleString('en-US', {
		minimumFractionDigits: digits,
		maximumFractionDigits: digits,
	});
}

/** `1,234..5,678`: the least and the greatest. */
export function spread(values: number[], digits = 0): string {
	return `${shown(Math.min(...values), digits)}..${shown(Math.max(...values), digits)}`;
}

/**
 * Rows as text: the first column flush left, the others flush right, two spaces between them. A last
 * column of remarks is flush left.
 */
export function table(rows: string[][]): string {
	const last = Math.max(...rows.map((row) => row.length)) - 1;
	const widths = Array.from({ length: last }, (_, column) =>
		Math.max(...rows.map((row) => row[column]?.length ?? 0)),
	);
	const padded = (cell: string, column: number) => {
		if (column === last) return cell;
		return column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0);
	};
	return rows.map((row) => `  ${row.map(padded).join('  ').trimEnd()}\n`).join('');
}
