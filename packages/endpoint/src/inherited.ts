// Sockets that a service manager has opened, as systemd does for a .socket unit: sd_listen_fds(3).

import { constants } from 'node:os';
import {
	getsocketcon_raw,
	isSelinuxRunning,
	LabeledDatagramSocket,
	type SocketKind,
	sys,
} from '@peercon/native';
import type { ServedAddress } from './endpoint.ts';
import { closeListeners, type Listeners } from './listen.ts';

/** The descriptor of the first one: SD_LISTEN_FDS_START. */
const FIRST = 3;

/** What tells of them. It is meant for one process: those that it starts are not to find it. */
const VARIABLES = ['LISTEN_PID', 'LISTEN_FDS', 'LISTEN_FDNAMES'];

/**
 * The sockets that a service manager has opened for this process. A second call finds none.
 *
 * @returns null if there are none
 * @throws Error that names the socket that cannot be served, `code` `ERR_SERVICE_SOCKET`; all of them
 * are closed then
 * @see sd_listen_fds(3), systemd.socket(5)
 */
export function inheritedListeners(): Listeners | null {
	const { LISTEN_PID: pid, LISTEN_FDS: count } = process.env;
	for (const name of VARIABLES) delete process.env[name];
	// Another process was meant, which has passed them on. Empty is what env(1) -S makes of none.
	if (pid !== String(process.pid) || count === undefined || count === '0') return null;
	if (!/^[1-9][0-9]{0,3}$/.test(count)) throw unfit(`LISTEN_FDS is '${count}', which is no number`);
	const all: Listeners = { streams: [], datagrams: [], contexts: new Map() };
	try {
		for (let fd = FIRST; fd < FIRST + Number(count); fd++) take(fd, all);
	} catch (error) {
		closeListeners(all);
		throw error;
	}
	return all;
}

/** Adds a socket to those that are served. */
function take(fd: number, { streams, datagrams, contexts }: Listeners): void {
	const { protocol, isListening } = kindOf(fd);
	if (protocol === 'udp') {
		datagrams.push(new LabeledDatagramSocket({ fd }));
	} else if (protocol === 'tcp' || protocol === 'sctp' || protocol === 'unix-stream') {
		if (!isListening) {
			throw unfit(`descriptor ${fd} is a connection of its own: the .socket unit needs Accept=no`);
		}
		sys.nonblock(fd);
		const address = sys.getsockname(fd) as ServedAddress;
		// Its path is the manager's, who keeps the socket: it is not removed here.
		streams.push({ protocol, fd, address, release() {} });
	} else {
		throw unfit(
			`descriptor ${fd} is a socket of another kind (${protocol ?? 'unknown here'}): TCP, UDP, SCTP and UNIX stream sockets are served`,
		);
	}
	contexts?.set(fd, contextOf(fd));
}

function kindOf(fd: number): SocketKind {
	try {
		return sys.socketKind(fd);
	} catch (error) {
		const { errno } = error as NodeJS.ErrnoException;
		if (errno !== -constants.errno.ENOTSOCK) throw error;
		// Where its context may not be used here, the kernel has put selinuxfs's null device in its place.
		const hint = isSelinuxRunning() ? '. SELinux may have kept it from this program' : '';
		throw unfit(`descriptor ${fd} is no socket${hint}`);
	}
}

/** The context of the socket itself; null if it has none, or may not be asked. */
function contextOf(fd: number): string | null {
	try {
		return isSelinuxRunning() ? getsocketcon_raw(fd) : null;
	} catch {
		return null;
	}
}

function unfit(what: string): Error {
	const error = new Error(`of the sockets that the service manager has opened, ${what}`);
	return Object.assign(error, { code: 'ERR_SERVICE_SOCKET' });
}

/**
 * What an event tells of a socket that a service manager has opened; nothing of any other.
 *
 * @param listeners - those of the server
 * @param fd - the socket's descriptor
 */
export function asOpened(
	{ contexts }: Listeners,
	fd: number,
): { socketContext?: string | null | undefined } {
	return contexts?.has(fd) ? { socketContext: contexts.get(fd) } : {};
}
