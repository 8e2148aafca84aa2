import { appendFileSync, openSync } from 'node:fs';
import type { Output } from './transcript.ts';

/**
 * Diagnostics on stderr and received data on stdout, and a copy of both, in order, in a log file if
 * one is given. A log that cannot be written any more is given up, with one line that says so.
 *
 * @param logFile - a file to append to
 * @throws a system error if the file cannot be opened
 */
export function openOutput(logFile?: string): Output {
	let log = logFile === undefined ? undefined : openSync(logFile, 'a');
	const copy = (data: string | Buffer) => {
		if (log === undefined) return;
		try {
			appendFileSync(log, data);
		} catch (error) {
			log = undefined;
			process.stderr.write(`\nno more is logged: ${(error as Error).message}\n`);
		}
	};
	return {
		diagnostic(text) {
			process.stderr.write(text);
			copy(text);
		},
		received(data) {
			copy(data);
			const hasRoom = process.stdout.write(data);
			// A pipe that nobody empties: what a peer sends must not collect in memory.
			return hasRoom ? undefined : new Promise((resolve) => process.stdout.once('drain', resolve));
		},
	};
}
