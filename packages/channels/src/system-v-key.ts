import { constants } from 'node:os';
import { systemError } from '@peercon/native';

/** The usual key: 'peer' in ASCII. */
export const USUAL_KEY = '0x70656572';

/** The highest that has a next one; the next of the very last is IPC_PRIVATE, which nobody finds. */
const HIGHEST_KEY = 0xfffffffe;

/**
 * Reads the key of a System V object. A channel has two, one for each direction: this one, and the
 * next one for the echo.
 *
 * @param text - decimal, or hexadecimal as ipcs(1) prints it
 * @returns a key_t: of 32 bits with a sign, so that the upper half of them is below 0; never IPC_PRIVATE
 * @throws RangeError
 */
export function parseKey(text: string): number {
	const key = /^(0x[0-9a-f]+|[0-9]+)$/i.test(text) ? Number(text) : 0;
	if (key >= 1 && key <= HIGHEST_KEY) return key | 0;
	throw new RangeError(`'${text}' is no key: a number from 1 to ${keyText(HIGHEST_KEY)}`);
}

/** The key of the object for echoes. */
export function nextKey(key: number): number {
	return (key + 1) | 0;
}

/** A key as ipcs(1) prints it. */
export function keyText(key: number): string {
	return `0x${(key >>> 0).toString(16).padStart(8, '0')}`;
}

/**
 * The error for a key that another server has.
 *
 * @param syscall - the call that would find it
 * @param pid - the other server's
 */
export function inUse(syscall: string, key: number, pid: number): NodeJS.ErrnoException {
	const whose = `key ${keyText(key)}, which process ${pid} has`;
	return systemError(constants.errno.EEXIST, syscall, whose);
}
