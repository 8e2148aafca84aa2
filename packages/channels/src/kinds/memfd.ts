import { ftruncateSync } from 'node:fs';
import { constants } from 'node:os';
import { parseUnixPlace } from '@peercon/endpoint';
import { EPOLLIN, Memory, sys, systemError } from '@peercon/native';
import { Area } from '../area.ts';
import { connectTo } from '../connect.ts';
import { peerOf, serveConnections } from '../connections.ts';
import { EventSignals } from '../event-signals.ts';
import type { Kind } from '../kind.ts';
import { type Link, LONGEST_MESSAGE } from '../link.ts';
import { MemoryLink } from '../memory-link.ts';
import { usualPath } from '../paths.ts';
import { Poller } from '../poller.ts';
import { bindUnix } from '../unix-place.ts';

const { EACCES, EAGAIN, ECONNRESET } = constants.errno;
const SIZE = Area.size(LONGEST_MESSAGE);

/** How many descriptors a server passes: memory for requests and echoes, an eventfd for each. */
const PASSED = 4;

/** Memory without a name, which the server makes for each client and passes over a UNIX socket. */
export const memfd: Kind = {
	name: 'memfd',
	object: 'memory and eventfds, passed over a UNIX socket (memfd_create(2))',
	named: { what: 'PATH|@NAME', usual: usualPath('memfd') },
	control: {
		classes: 'file, fd, unix_stream_socket, sock_file',
		server: 'as unix-stream; on the memory: file { create getattr map read write }',
		client:
			'as unix-stream; on the server: fd { use }; on the memory: file { getattr map read write }',
		peer: 'both are told, getpeercon(3) of the socket; the memory itself has no peer',
		label: "tmpfs's, or by transition of the process that makes it",
	},
	hasConnections: true,
	async serve(name, serving) {
		const { fd, release } = await bindUnix('unix-stream', name);
		const listener = { fd, protocol: 'unix-stream', place: name, release };
		return serveConnections(listener, serving, passMemory);
	},
	async open(name) {
		return receiveMemory(await connectTo('unix-stream', 'unix', parseUnixPlace(name)));
	},
};

/** The server's side: makes the memory and passes it. @throws EMFILE; nothing stays open then */
function passMemory(socket: number, onClose: () => void): Link {
	const made: number[] = [];
	const make = (fd: number) => {
		made.push(fd);
		return fd;
	};
	try {
		const requests = make(sys.memfd_create('channel-server requests'));
		const echoes = make(sys.memfd_create('channel-server echoes'));
		for (const fd of [requests, echoes]) ftruncateSync(fd, SIZE);
		const [wait, post] = [make(sys.eventfd()), make(sys.eventfd())];
		const areas = { incoming: areaOver(requests), outgoing: areaOver(echoes) };
		// To a client that has gone already it fails, and its link ends as soon as it is read from.
		sys.sendfds(socket, Buffer.from('memfd'), [requests, echoes, wait, post]);
		for (const fd of [requests, echoes]) sys.close(fd); // mapped, and on their way
		const signals = new EventSignals({ post, wait, socket }, onClose);
		return new MemoryLink('server', areas, signals, LONGEST_MESSAGE, peerOf(socket));
	} catch (error) {
		for (const fd of made) sys.close(fd);
		throw error;
	}
}

/** The client's side. */
async function receiveMemory(socket: number): Promise<Link> {
	const poller = new Poller();
	const buffer = Buffer.alloc(16);
	for (;;) {
		const received = sys.recvfds(socket, buffer);
		if (received === -EAGAIN) {
			await poller.ready(socket, EPOLLIN);
			continue;
		}
		poller.close();
		if (typeof received === 'number') throw systemError(received, 'recvmsg', `fd ${socket}`);
		if (received.bytes === 0) throw systemError(ECONNRESET, 'recvmsg', 'the server has closed');
		const { fds, withheld } = received;
		if (withheld || fds.length !== PASSED) {
			for (const fd of [...fds, socket]) sys.close(fd);
			throw systemError(
				EACCES,
				'recvmsg',
				`descriptors that were passed: ${fds.length} of ${PASSED} came`,
			);
		}
		const [requests, echoes, post, wait] = fds as [number, number, number, number];
		const areas = { outgoing: areaOver(requests), incoming: areaOver(echoes) };
		for (const fd of [requests, echoes]) sys.close(fd);
		const signals = new EventSignals({ post, wait, socket }, () => {});
		return new MemoryLink('client', areas, signals, LONGEST_MESSAGE, peerOf(socket));
	}
}

function areaOver(fd: number): Area {
	return new Area(Memory.mmap(fd, SIZE));
}
