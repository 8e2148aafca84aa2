import { printable } from '@peercon/context/foreign-text';
import { NO_CONTEXT } from '@peercon/endpoint';
import { selinuxRawToTransContext } from '@peercon/native';
import type { WorkerStatus } from './status.ts';

/** A table of workers for people: one line for each, below a line of titles. Anybody may have answered. */
export function statusTable(workers: WorkerStatus[]): string {
	const rows = [['PID', 'CONTEXT', 'CONNECTIONS', 'MEMORY', 'SINCE', ''], ...workers.map(row)].map(
		(cells) => cells.map((cell) => printable(cell)),
	);
	const widths = [0, 1, 2, 3, 4, 5].map((column) =>
		Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
	);
	const line = (cells: string[]) => cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ');
	return rows.map((cells) => `${line(cells).trimEnd()}\n`).join('');
}

function row({ pid, context, connections, memory, since, draining }: WorkerStatus): string[] {
	return [
		pid === null ? 'starting' : `${pid}`,
		context === null ? NO_CONTEXT : selinuxRawToTransContext(context),
		`${connections}`,
		memory === null ? '-' : `${(memory / 2 ** 20).toFixed(1)} MiB`,
		since.replace(/\.\d+Z$/, 'Z'),
		draining ? 'finishing' : '',
	];
}
