import { binding } from './binding.ts';

/** What can be limited: the size of core dumps and of a process's own memory in bytes, the number of
 * its descriptors, and that of its user's processes and threads. */
export type Resource = 'core' | 'data' | 'nofile' | 'nproc';

/**
 * A limit of this process.
 *
 * @returns the soft and the hard limit; Infinity for none
 * @see getrlimit(2)
 */
export const getrlimit: (resource: Resource) => [soft: number, hard: number] = binding.getrlimit;

/**
 * Sets a limit of this process, soft and hard. It cannot be raised again without CAP_SYS_RESOURCE.
 * Root is not held to `nproc`, and `data` counts what is mapped to be written, not what was written.
 *
 * @param limit - 0 or more; Infinity for none
 * @throws EPERM if it is above the hard limit; EACCES if `process { setrlimit }` is denied
 * @see setrlimit(2)
 */
export const setrlimit: (resource: Resource, limit: number) => void = binding.setrlimit;

/**
 * Sees to it that a program which this process executes gets none of its descriptors from one on.
 * Those that `spawn` is told to pass are passed all the same.
 *
 * @param from - the lowest one: 3 leaves stdin, stdout and stderr as they are
 * @throws ENOSYS before Linux 5.9, EINVAL before 5.11
 * @see close_range(2)
 */
export const closeOnExec: (from: number) => void = binding.closeOnExec;
