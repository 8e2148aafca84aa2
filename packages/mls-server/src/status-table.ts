import { printable } from '@peercon/context/foreign-text';
import { NO_CONTEXT } from '@peercon/endpoint';
import type { WorkerStatus } from './super-server/status.ts';

/**
 * A table of workers for people: one line for each, below a line of titles.
 *
 * @param workers - what a server has answered
 * @param names - the names of their contexts, in the same order
 */
export function statusTable(workers: WorkerStatus[], names: (string | null)[]): string {
	const rows = [
		['PID', 'CONTEXT', 'CONNECTIONS', 'MEMORY', 'SINCE', ''],
		...workers.map((worker, i) =>
			row(worker, names[i] ?? NO_CONTEXT).map((cell) => printable(cell)),
		),
	];
	const widths = [0, 1, 2, 3, 4, 5].map((column) =>
		Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
	);
	const line = (cells: string[]) => cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ');
	return rows.map((cells) => `${line(cells).trimEnd()}\n`).join('');
}

function row({ pid, connections, memory, since, draining }: WorkerStatus, name: string): string[] {
	return [
		pid === null ? 'starting' : `${pid}`,
		name,
		`${connections}`,
		memory === null ? '-' : `${(memory / 2 ** 20).toFixed(1)} MiB`,
		since.replace(/\.\d+Z$/, 'Z'),
		draining ? 'finishing' : '',
	];
}
