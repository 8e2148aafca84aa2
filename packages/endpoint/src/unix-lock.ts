import { setTimeout as sleep } from 'node:timers/promises';
import { listenStream, sys } from '@peercon/native';
import { isStale, makeWay, rememberPath } from './unix-path.ts';

/** How long to wait before a lock is tried again, in milliseconds. */
const RETRY_AFTER = 10;

/** Limit on tries: others start within milliseconds each, so something is wrong then. */
const MOST_TRIES = 1000;

/** Tries on which nobody has listened before a lock counts as one that a killed server has left. */
const SILENT_TRIES = 20;

/**
 * Runs something while no other server of the suite starts on the same UNIX path. Whether a path is
 * stale shows only by a connection, and bind(2) and listen(2) are two calls, so two servers that
 * start at once could each take the other's path for one that nobody listens on.
 *
 * The lock is a socket beside the path, PATH.lock, for bind(2) gives a name to one process alone. The
 * server's own socket is not bound under such a name and renamed: the kernel would keep the first
 * name, and ss(8), getsockname(2) and SELinux's records would show that one.
 *
 * @param path - where the server's socket is to be
 * @param start - what to do meanwhile
 * @throws EADDRINUSE, `syscall` `bind`, if another server does not get done; what `start` throws
 */
export async function startAlone<T>(path: string, start: () => Promise<T>): Promise<T> {
	const lock = `${path}.lock`;
	const fd = await take(lock);
	const remove = rememberPath(lock);
	try {
		return await start();
	} finally {
		remove();
		sys.close(fd);
	}
}

async function take(lock: string): Promise<number> {
	const address = { family: 'unix', path: lock } as const;
	let silent = 0;
	for (let tries = 1; ; tries++) {
		try {
			return listenStream({ protocol: 'unix-stream', address, backlog: 1 });
		} catch (error) {
			const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
			if (!isTaken || tries === MOST_TRIES) throw error;
		}
		// One that is bound and does not listen yet is as silent as one whose server was killed.
		silent = isStale(lock) ? silent + 1 : 0;
		if (silent === SILENT_TRIES) makeWay(lock);
		await sleep(RETRY_AFTER);
	}
}
