import { Socket } from 'node:net';
import { printable } from '@peercon/context/foreign-text';

/** A longer line is cut into parts of so many characters. */
const LONGEST_LINE = 4096;

/**
 * Reads what a worker writes, line by line. A worker that writes faster than its lines are taken
 * waits.
 *
 * @param fd - a connected stream socket, which is closed in the end
 * @param onLine - called for each line, without its line feed; control and formatting characters are written out,
 * so that a line can neither look like another one's nor move a terminal's cursor
 */
export function readOutput(fd: number, onLine: (text: string) => void): void {
	let rest = '';
	const take = (line: string) => {
		for (let start = 0; start === 0 || start < line.length; start += LONGEST_LINE) {
			const part = line.slice(start, start + LONGEST_LINE);
			onLine(printable(part, '\t'));
		}
	};
	const socket = new Socket({ fd, allowHalfOpen: true });
	socket.setEncoding('utf8');
	socket.on('data', (text: string) => {
		const lines = (rest + text).split('\n');
		rest = lines.pop() as string;
		for (const line of lines) take(line);
		for (; rest.length > LONGEST_LINE; rest = rest.slice(LONGEST_LINE)) {
			take(rest.slice(0, LONGEST_LINE));
		}
	});
	socket.on('end', () => {
		if (rest !== '') take(rest);
	});
	socket.on('error', () => {});
	// The worker's stdin is the other end.
	socket.end();
	socket.unref();
}
