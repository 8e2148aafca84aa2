import type { SocketAddress } from '@peercon/native';

/** A worker, as events name it. Before it is started it has no process id. */
export interface WorkerName {
	pid: number | undefined;
	/** Its raw context; null on a host without SELinux. */
	workerContext: string | null;
}

/** What the super-server reports as it happens. */
export type MlsServerEvent =
	/** There is no SELinux on this host: one worker serves everybody. */
	| { event: 'unseparated' }
	| { event: 'listening'; local: SocketAddress }
	/**
	 * Peers without a label are given a level, and the policy does not let the listener hear them. The
	 * kernel asks only where labels are configured for somebody; it drops their packets then.
	 */
	| { event: 'unheard' }
	/** A connection was accepted; `fd` is its descriptor here, `rawContext` its peer's context. */
	| { event: 'connection'; fd: number; address: SocketAddress | null; rawContext: string | null }
	/** There is no worker for this peer's context: a new one was created. */
	| { event: 'create'; fd: number; rawContext: string | null; workerContext: string | null }
	/** There is one. */
	| ({ event: 'existing'; fd: number } & WorkerName)
	/** A worker takes connections from now on. */
	| ({ event: 'ready' } & WorkerName)
	/** A connection was closed unserved. */
	| { event: 'refused'; fd: number; rawContext: string | null; reason: string }
	/** A worker has written a line. */
	| ({ event: 'output'; text: string } & WorkerName)
	/** The lines that it has written beyond those that are logged in their time. */
	| ({ event: 'suppressed'; lines: number } & WorkerName)
	/** It has written something that the log may not hold: the log's raw context. */
	| ({ event: 'hidden'; log: string | null } & WorkerName)
	/** The kernel kept connections from a worker that was handed them. */
	| ({ event: 'withheld' } & WorkerName)
	/**
	 * No connection can be handed to it now: this user has too many descriptors under way, in messages
	 * that nobody has received (ETOOMANYREFS).
	 */
	| ({ event: 'crowded' } & WorkerName)
	/** A worker has ended. */
	| ({ event: 'end'; reason: string } & WorkerName)
	/** No connection is accepted until there are descriptors again; why. */
	| { event: 'paused'; reason: string }
	| { event: 'resumed' }
	/** Peers of further levels are not counted for `--metrics`. It is told once. */
	| { event: 'uncounted' }
	/** From now on new connections get fresh workers. */
	| { event: 'reloaded' }
	/** It has not reloaded; why, in text that is safe for a terminal and may have several lines. */
	| { event: 'unchanged'; reason: string }
	/** The service manager could not be told; why. */
	| { event: 'untold'; reason: string };
