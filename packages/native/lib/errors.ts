import { binding } from './binding.ts';

/**
 * Makes an Error shaped like Node's own system errors from an errno. Does not throw it.
 *
 * @param errno - the error number, of either sign: the calls that do not throw return it negative
 * @param syscall - the call that failed, such as `send`
 * @param object - what it failed on, such as `fd 12`
 * @returns an Error with `code`, `errno` (negative) and `syscall`
 * @throws TypeError if an argument has the wrong type
 */
export const systemError: (
	errno: number,
	syscall: string,
	object: string,
) => NodeJS.ErrnoException = binding.systemError;
