import { printableBytes } from '@peercon/context/foreign-text';
import { LogWriter } from '@peercon/program';
import { DataWriter } from './data-writer.ts';
import { LogFile } from './log-file.ts';
import type { Output } from './transcript.ts';

/**
 * Diagnostics on stderr and received data on stdout, and a copy of both, in order, in a log file if
 * one is given. What is received goes into a pipe, a file or the log as it came, as Paul Moore's tool
 * writes it; a terminal would obey it, so there its control characters are written out.
 *
 * @param logFile - a file to append to
 * @throws a system error if the file cannot be opened
 */
export function openOutput(logFile?: string): Output {
	const log = logFile === undefined ? undefined : new LogFile(logFile, droppedLine);
	const stderr = new LogWriter(process.stderr, droppedLine);
	const diagnostic = (text: string) => {
		log?.write(text);
		stderr.write(text);
	};
	const stdout = new DataWriter(process.stdout, (count) =>
		diagnostic(`\n-> ${count} pieces of what was received could not be written\n`),
	);
	const shown = (data: Buffer) => (process.stdout.isTTY ? printableBytes(data) : data);
	return {
		diagnostic,
		received(data) {
			log?.write(data);
			return stdout.write(shown(data));
		},
		datagram(data) {
			log?.write(data);
			stdout.writeOrDrop(shown(data));
		},
	};
}

/** What stands before it may be the beginning of a line. */
function droppedLine(count: number): string {
	return `\n-> ${count} pieces of this log could not be written\n`;
}

/**
 * Lines on stdout, and a copy of them in a log file if one is given.
 *
 * @param logFile - a file to append to
 * @param dropped - the line that tells how many were dropped, with its line feed
 * @throws a system error if the file cannot be opened
 */
export function openLines(
	logFile: string | undefined,
	dropped: (lines: number) => string,
): (line: string) => void {
	const log = logFile === undefined ? undefined : new LogFile(logFile, dropped);
	const stdout = new LogWriter(process.stdout, dropped);
	return (line) => {
		log?.write(line);
		stdout.write(line);
	};
}
