/** What a process of Node has open for itself, with something left for its module; in descriptors. */
const OWN = 64;

/** The kernel lets one more message go when the limit is not reached yet: SCM_MAX_FD, unix(7). */
const ONE_MESSAGE = 253;

/** So much more is the super-server's own share of descriptors in flight, at least. */
const OWN_SHARE = 131;

/** For each worker process the super-server has a channel, its epoll, and a socket for its output. */
const PER_PROCESS = 3;

/** Limit on connections in one message. */
const SENT_AT_ONCE = 128;

/** How the super-server's limit on open descriptors is divided among levels. */
export interface Budget {
	/** RLIMIT_NOFILE of a worker. */
	workerDescriptors: number;
	/** Limit on connections that wait for workers at once, for all of them together. */
	waiting: number;
	/** Limit on descriptors that are under way to one worker at once. */
	inFlight: number;
}

/**
 * Divides descriptors so that no worker uses up what others need. There are two kinds of them. Each
 * process has its open ones. Those in flight, in messages that nobody has received, the kernel counts
 * for the whole user, which all workers and the super-server are; and it refuses a message to whoever
 * finds more of them than its own RLIMIT_NOFILE. So workers have a lower one than the super-server:
 * the most that they can put in flight does not reach it.
 *
 * @param limit - RLIMIT_NOFILE of this process. Below 512 a worker's message can exceed any share.
 * @param maxWorkers - how many contexts have a worker; there may be twice as many processes
 * @param maxConnections - how many connections a worker serves
 * @see Linux: net/core/scm.c and net/unix, too_many_unix_fds
 */
export function budgetOf(limit: number, maxWorkers: number, maxConnections: number): Budget {
	const processes = 2 * maxWorkers;
	const others = Math.max(limit - ONE_MESSAGE - OWN_SHARE, Math.floor(limit / 2));
	const workerDescriptors = Math.min(maxConnections + OWN, others);
	const forInFlight = Math.floor((limit - workerDescriptors - ONE_MESSAGE) / processes);
	return {
		workerDescriptors,
		waiting: Math.max(limit - OWN - PER_PROCESS * processes, Math.floor(limit / 4)),
		inFlight: Math.min(SENT_AT_ONCE, Math.max(1, forInFlight)),
	};
}

/**
 * Whether somebody who has some of something may have one more: as long as more are free than it
 * has. Nobody alone takes more than half, and there is always one left for who has none, until very
 * many share it.
 *
 * @param has - how many it has
 * @param free - how many nobody has
 */
export function mayHaveMore(has: number, free: number): boolean {
	return has < free;
}
