// A worker module of mls-server that tells each peer which context serves it.
import { readFileSync } from 'node:fs';

/** @param {import('node:net').Socket} socket */
export function connection(socket) {
	// The kernel ends it with a NUL.
	socket.end(readFileSync('/proc/self/attr/current', 'utf8').slice(0, -1));
}
