import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { binding, type Family, type PairType, type Protocol } from './binding.ts';

// setexeccon(3) and setsockcreatecon(3) belong to a thread and stay set until they are reset. There
// is no other way to them here than these two functions, which set, act and reset in one turn on
// the calling thread. If the reset fails, the process is aborted with a message: everything it made
// afterwards would be labeled wrongly.

/**
 * Starts a process in a given context. Arguments and result are those of `child_process.spawn`.
 *
 * @param context - the raw context for the program
 * @param command - the program
 * @param args - its arguments
 * @param options - as for spawn
 * @returns the child. A transition that the policy refuses is the child's 'error' event, as other
 * failures of exec are (`EACCES`)
 * @throws ERR_SELINUX_DISABLED; EACCES if the domain may not `process { setexec }`; EINVAL if the
 * policy does not know the context; EBUSY if it is called while spawn reads the options of another
 * one, which a getter may do; what spawn throws
 * @see setexeccon(3); libuv forks on the calling thread, so the child inherits the attribute
 */
export function spawnWithContext(
	context: string,
	command: string,
	args: readonly string[] = [],
	options: SpawnOptions = {},
): ChildProcess {
	return binding.withExeccon(context, () => spawn(command, args, options));
}

/**
 * Creates a socket, in a given context if one is asked for. It does not block and is closed on
 * exec. Whatever a listening socket accepts inherits its user, role and type.
 *
 * @param protocol - one of {@link Protocol}; `sctp` is one-to-one
 * @param family - the one that the protocol belongs to
 * @param context - the socket's raw context; without it, the policy decides (usually the process's own)
 * @returns the descriptor; closing it is up to the caller
 * @throws EPROTONOSUPPORT if the kernel has no SCTP, EAFNOSUPPORT if it has no IPv6; with a context
 * also ERR_SELINUX_DISABLED, EINVAL, and EACCES if `process { setsockcreate }` or the socket class's
 * `create` is denied
 * @see socket(2), setsockcreatecon(3)
 */
export function createSocket(protocol: Protocol, family: Family, context?: string): number {
	return binding.socket(protocol, family, context);
}

/**
 * Creates two connected UNIX sockets, both in a given context if one is asked for. They do not block
 * and are closed on exec. What a process shares with another one at a different MLS level, it has to
 * label: a pipe or an unlabeled pair has the level of its creator, and that other process may be too
 * high to write to it.
 *
 * @param type - `stream`; `seqpacket`: whole messages, in order; or `dgram`: the same, and the end of one
 * socket's process is no end for the other's
 * @param context - the raw context of both; without it, they have that of this process
 * @returns the two descriptors; closing them is up to the caller
 * @throws EMFILE; with a context also ERR_SELINUX_DISABLED, EINVAL, and EACCES if
 * `process { setsockcreate }` or the socket class's `create` is denied
 * @see socketpair(2), setsockcreatecon(3)
 */
export function createSocketPair(type: PairType, context?: string): [number, number] {
	return binding.socketpair(type, context);
}
