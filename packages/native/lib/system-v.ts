import { binding, type QueueStatus, type SegmentStatus } from './binding.ts';

// System V IPC, sysvipc(7): objects that have a key, which the programs agree on, and an id, which the
// kernel gives. They stay until they are removed, whoever ends. The `get` calls and those that change
// an object throw; `semop`, `msgsnd` and `msgrcv` never block and return a negative errno.

/** Flags of the `get` calls, beside the permission bits; the same numbers on every Linux. */
export const IPC_CREAT = 0o1000;
export const IPC_EXCL = 0o2000;

/** A key that nobody else can find. */
export const IPC_PRIVATE = 0;

/** Flag of a semaphore operation: the kernel takes it back when the process ends (semop(2)). */
export const SEM_UNDO = 0o10000;

/**
 * Finds or makes a shared memory segment. {@link Memory.shmat} attaches it.
 *
 * @param key - a whole number that fits 32 bits
 * @param size - its length in bytes; 0 to find one of any length
 * @param flags - permission bits, IPC_CREAT, IPC_EXCL
 * @returns its id
 * @throws ENOENT, EEXIST; EINVAL if it is shorter than `size`; EACCES if its mode, or
 * `shm { create associate }`, forbids it
 * @see shmget(2)
 */
export const shmget: (key: number, size: number, flags: number) => number = binding.shmget;

/** What the kernel knows of a segment. @throws EINVAL, EACCES @see shmctl(2), IPC_STAT */
export const shmstat: (id: number) => SegmentStatus = binding.shmstat;

/** Removes a segment; who has it attached keeps it. @throws EINVAL, EPERM @see shmctl(2), IPC_RMID */
export const shmremove: (id: number) => void = binding.shmremove;

/**
 * Finds or makes a set of semaphores. Those of a new set are 0.
 *
 * @param key - as for {@link shmget}
 * @param count - how many semaphores; 0 to find a set of any number
 * @param flags - as for {@link shmget}
 * @returns its id
 * @throws as {@link shmget}, with the class `sem`
 * @see semget(2)
 */
export const semget: (key: number, count: number, flags: number) => number = binding.semget;

/** Sets one semaphore of a set. @throws EINVAL, EACCES, ERANGE @see semctl(2), SETVAL */
export const semsetval: (id: number, number: number, value: number) => void = binding.semsetval;

/** The value of one semaphore of a set. @throws EINVAL, EACCES @see semctl(2), GETVAL */
export const semgetval: (id: number, number: number) => number = binding.semgetval;

/** Removes a set; who waits for it gets EIDRM. @throws EINVAL, EPERM @see semctl(2), IPC_RMID */
export const semremove: (id: number) => void = binding.semremove;

/**
 * Changes semaphores of a set, all at once or none.
 *
 * @param operations - at most 16, each three numbers of 16 bits in a row: which semaphore, by how much
 * (0 asks that it be 0), flags ({@link SEM_UNDO}). An array, or an Int16Array, which is read faster.
 * @returns 0, or a negative errno: EAGAIN if that is not possible now, EIDRM if the set is gone
 * @see semop(2), IPC_NOWAIT
 */
export const semop: (id: number, operations: number[] | Int16Array) => number = binding.semop;

/**
 * Finds or makes a message queue.
 *
 * @param key - as for {@link shmget}
 * @param flags - as for {@link shmget}
 * @returns its id
 * @throws as {@link shmget}, with the class `msgq`
 * @see msgget(2)
 */
export const msgget: (key: number, flags: number) => number = binding.msgget;

/** What the kernel knows of a queue. @throws EINVAL, EACCES @see msgctl(2), IPC_STAT */
export const msgstat: (id: number) => QueueStatus = binding.msgstat;

/** Removes a queue; who waits for it gets EIDRM. @throws EINVAL, EPERM @see msgctl(2), IPC_RMID */
export const msgremove: (id: number) => void = binding.msgremove;

/**
 * Puts a message into a queue.
 *
 * @param type - above 0; receivers choose by it
 * @param bytes - at most 8192
 * @returns 0, or a negative errno: EAGAIN if the queue is full, EACCES if `msgq { write enqueue }` or
 * `msg { send }` is denied
 * @see msgsnd(2), IPC_NOWAIT
 */
export const msgsnd: (id: number, type: number, bytes: Uint8Array) => number = binding.msgsnd;

/**
 * Takes a message out of a queue.
 *
 * @param type - the first one of this type; 0 for the first of all
 * @param buffer - where it goes
 * @returns its length in bytes, or a negative errno: ENOMSG if there is none, E2BIG if it is longer
 * than the buffer, EACCES if `msgq { read }` is denied
 * @see msgrcv(2), IPC_NOWAIT
 */
export const msgrcv: (id: number, type: number, buffer: Uint8Array) => number = binding.msgrcv;
