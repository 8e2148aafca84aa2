import { spawn } from 'node:child_process';
import { fstatSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { sys, systemError } from '@peercon/native';
import type { Link, Service } from './link.ts';

// A channel without a name can only be inherited: the client makes it and starts its server.

/** The descriptors that such a server inherits: requests, and echoes. */
const INPUT = 3;
const OUTPUT = 4;

/** What a client calls them, in the place of a name. */
export const INHERITED = `${INPUT},${OUTPUT}`;

/** The server's script. It is executed itself, for its file is its domain's entry point. */
const SERVER = fileURLToPath(new URL('../bin/channel-server.js', import.meta.url));

/**
 * Starts a server that inherits its end. It ends when the client has closed the other one.
 *
 * @param kind - the kind's name
 * @param input - what the server reads from; it is closed here
 * @param output - what it writes to; the same for a socket
 */
export function startServer(kind: string, input: number, output: number): void {
	const child = spawn(SERVER, ['--quiet', kind, INHERITED], {
		stdio: ['ignore', 'ignore', 'inherit', input, output],
	});
	// Why it could not be started, the end of the channel says to who reads from it.
	child.on('error', (error) => process.emitWarning(error));
	for (const fd of new Set([input, output])) sys.close(fd);
}

/**
 * Serves what was inherited.
 *
 * @param name - {@link INHERITED}, as the client says it
 * @param begin - called with the link
 * @param link - makes it of the two descriptors
 * @throws RangeError if nothing was handed over; EBADF if the policy has replaced it (the kernel puts
 * selinuxfs's null device in its place: security/selinux/hooks.c, flush_unauthorized_files)
 */
export function beginOnInherited(
	name: string,
	begin: (link: Link) => void,
	link: (input: number, output: number) => Link,
): Service {
	if (name !== INHERITED) throw new RangeError('channel-client starts the server of this kind');
	for (const fd of [INPUT, OUTPUT]) {
		if (!isChannel(fd)) throw systemError(constants.errno.EBADF, 'fstat', `fd ${fd}`);
		sys.nonblock(fd);
	}
	const inherited = link(INPUT, OUTPUT);
	begin(inherited);
	return { place: `descriptors ${INPUT} and ${OUTPUT}`, close: () => inherited.close() };
}

function isChannel(fd: number): boolean {
	try {
		const found = fstatSync(fd);
		return found.isFIFO() || found.isSocket();
	} catch {
		return false;
	}
}
