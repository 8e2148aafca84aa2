import { appendFileSync, openSync } from 'node:fs';
import { printable, printableBytes } from '@peercon/context';
import type { Output } from './transcript.ts';

/**
 * Diagnostics on stderr and received data on stdout, and a copy of both, in order, in a log file if
 * one is given. What is received goes into a pipe, a file or the log as it came, as Paul Moore's tool
 * writes it; a terminal would obey it, so there its control characters are written out. A log that cannot be written any more is given up, with one line that says so.
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
			process.stderr.write(`\nno more is logged: ${printable((error as Error).message)}\n`);
		}
	};
	return {
		diagnostic(text) {
			process.stderr.write(text);
			copy(text);
		},
		received(data) {
			copy(data);
			const shown = process.stdout.isTTY ? printableBytes(data) : data;
			const hasRoom = process.stdout.write(shown);
			// A pipe that nobody empties: what a peer sends must not collect in memory.
			return hasRoom ? undefined : new Promise((resolve) => process.stdout.once('drain', resolve));
		},
	};
}
