import { binding } from './binding.ts';

// All of these read /proc/thread-self/attr or /proc/PID/attr: what belongs to a thread is that of
// the thread that calls, so a worker_threads worker sees its own. Each throws a system error with
// the function's name as `syscall`, and ERR_SELINUX_DISABLED on a host without SELinux.

/**
 * The context that this thread runs in, translated for people.
 *
 * @see getcon(3)
 */
export const getcon: () => string = binding.getcon;

/** As {@link getcon}, untranslated: the form to compare and compute with. */
export const getcon_raw: () => string = binding.getcon_raw;

/**
 * The context before this process's last exec.
 *
 * @returns null if there was none
 * @see getprevcon(3)
 */
export const getprevcon: () => string | null = binding.getprevcon;

/** As {@link getprevcon}, untranslated. */
export const getprevcon_raw: () => string | null = binding.getprevcon_raw;

/**
 * The context that this thread asked for its next exec; see {@link spawnWithContext}.
 *
 * @returns null if none is set: the policy decides
 * @see getexeccon(3)
 */
export const getexeccon: () => string | null = binding.getexeccon;

/** As {@link getexeccon}, untranslated. */
export const getexeccon_raw: () => string | null = binding.getexeccon_raw;

/**
 * The context that this thread asked for sockets it creates; see {@link createSocket}.
 *
 * @returns null if none is set: the policy decides
 * @see getsockcreatecon(3)
 */
export const getsockcreatecon: () => string | null = binding.getsockcreatecon;

/** As {@link getsockcreatecon}, untranslated. */
export const getsockcreatecon_raw: () => string | null = binding.getsockcreatecon_raw;

/**
 * The context of another process.
 *
 * @param pid - its process id, 1 or more
 * @throws EINVAL for a pid below 1, ENOENT if there is no such process, EACCES if the policy
 * forbids `process { getattr }`
 * @see getpidcon(3)
 */
export const getpidcon: (pid: number) => string = binding.getpidcon;

/** As {@link getpidcon}, untranslated. */
export const getpidcon_raw: (pid: number) => string = binding.getpidcon_raw;
