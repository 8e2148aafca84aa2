import { chmodSync } from 'node:fs';
import type { Server, Socket } from 'node:net';
import { dominates, parseContext } from '@peercon/context';
import { socketFd, tryGetpeercon_raw } from '@peercon/native';
import { openListeners } from './listen.ts';

/** Limit on askers that are answered at once; each has descriptors that others need. */
const MOST_ASKERS = 16;

/** Whoever asks a server on a path, by the context that the kernel has for them. */
export interface Asker {
	/**
	 * Whether they may know of something at a level: that it is there tells of a peer at that level. Their
	 * own high level has to dominate it.
	 *
	 * @param context - the raw context of what it is; null for what has none, of which everybody may know
	 */
	mayKnow(context: string | null): boolean;
}

/**
 * Has a server answer on the path of a UNIX socket, until it is closed. Only its owner and group may connect.
 *
 * @param server - of node:net or node:http
 * @param path - where it listens
 * @returns what ends that
 * @throws a system error of bind(2) and listen(2)
 */
export async function answerOn(server: Server, path: string): Promise<{ close(): void }> {
	const { streams } = await openListeners({ path }, []);
	chmodSync(path, 0o660);
	// Further ones are closed at once.
	server.maxConnections = MOST_ASKERS;
	for (const { fd } of streams) server.listen({ fd });
	return {
		close() {
			server.close();
			for (const listener of streams) listener.release();
		},
	};
}

/** Who asks: getpeercon(3). Without SELinux nobody has a context, and the path's mode alone decides. */
export function askerOf(socket: Socket): Asker {
	const context = tryGetpeercon_raw(socketFd(socket));
	return { mayKnow: (of) => of === null || (typeof context === 'string' && isAbove(context, of)) };
}

function isAbove(asker: string, context: string): boolean {
	const askers = parseContext(asker).range;
	const range = parseContext(context).range;
	return !askers || !range || dominates(askers.high, range.high);
}
