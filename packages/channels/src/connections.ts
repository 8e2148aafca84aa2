import { Acceptor } from '@peercon/endpoint';
import { sys, tryGetpeercon_raw } from '@peercon/native';
import { DescriptorLink, SOCKET } from './descriptor-link.ts';
import type { Serving } from './kind.ts';
import type { Link, Service } from './link.ts';

/** A socket that listens. */
export interface Listener {
	fd: number;
	/** What it is called in an error. */
	protocol: string;
	/** Where it is, for people. */
	place: string;
	/** Removes what it is found by. */
	release(): void;
}

/**
 * Serves the connections of a listening socket, each with a link of its own.
 *
 * @param listener - the socket; it is closed with the service
 * @param serving - takes the links
 * @param makeLink - makes the link of a connected socket, which it closes
 */
export function serveConnections(
	listener: Listener,
	{ begin, fail, maxConnections }: Serving,
	makeLink: (fd: number, onClose: () => void) => Link = linkOver,
): Service {
	const links = new Set<Link>();
	const acceptor = new Acceptor<Listener>({
		maxConnections,
		onAccept(fd) {
			try {
				const link = makeLink(fd, () => {
					links.delete(link);
					acceptor.ended();
				});
				links.add(link);
				begin(link);
			} catch (error) {
				sys.close(fd);
				acceptor.ended();
				fail(error as NodeJS.ErrnoException);
			}
		},
	});
	acceptor.add(listener);
	return {
		place: listener.place,
		close() {
			acceptor.close();
			for (const link of links) link.close();
			listener.release();
			sys.close(listener.fd);
		},
	};
}

/**
 * The link over a connected socket, whose peer the kernel may know.
 *
 * @param fd - the socket; it is closed with the link
 * @param onClose - called then
 * @see getpeercon(3)
 */
export function linkOver(fd: number, onClose?: () => void): DescriptorLink {
	const peer = peerOf(fd);
	return new DescriptorLink({
		input: fd,
		output: fd,
		...SOCKET,
		peer,
		...(onClose && { onClose }),
	});
}

/**
 * The raw context of a socket's peer.
 *
 * @returns null where the kernel does not tell (ENOPROTOOPT)
 * @see getpeercon(3)
 */
export function peerOf(fd: number): string | null {
	const asked = tryGetpeercon_raw(fd);
	return typeof asked === 'string' ? asked : null;
}
