import { constants } from 'node:os';

const { EAGAIN } = constants.errno;

/**
 * How often a call is tried again before it is waited for. An answer is often there within
 * microseconds; to fall asleep in the event loop and to be woken, by epoll(7) or by a thread, takes
 * longer than all these tries.
 */
const TRIES = 100;

/** Who waits at present in this process. */
const waiting = new Set<object>();

/**
 * Makes a call that may have to wait, again and again for some microseconds; but only once if others of
 * this process wait for something: the event loop is to get to them.
 *
 * @param call - does not block; returns -EAGAIN if it would have to
 * @returns what it returned at last
 */
export function tried(call: () => number): number {
	let result = call();
	for (let left = waiting.size > 0 ? 0 : TRIES; left > 0 && result === -EAGAIN; left--) {
		result = call();
	}
	return result;
}

/** Says that somebody waits from now on, or does no more. */
export function isWaiting(who: object, waits: boolean): void {
	if (waits) waiting.add(who);
	else waiting.delete(who);
}
