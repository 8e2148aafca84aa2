/** The usual name of a POSIX object. */
export const USUAL_NAME = '/channel-server';

/** Linux: NAME_MAX is 255; glibc puts `sem.` in front of a semaphore's name, and we `.request` behind it. */
const LONGEST_NAME = 240;

/**
 * Checks the name of a POSIX object. A channel has two, one for each direction: this one, and
 * NAME.echo.
 *
 * @param name - one slash, and what may be a file's name
 * @throws RangeError
 * @see shm_overview(7), mq_overview(7)
 */
export function checkPosixName(name: string): void {
	if (!/^\/[^/]+$/.test(name) || name === '/.' || name === '/..') {
		throw new RangeError(
			`'${name}' is no name of a POSIX object: they begin with a slash and have no other`,
		);
	}
	const length = Buffer.byteLength(name);
	if (length > LONGEST_NAME) {
		throw new RangeError(`the name is ${length} bytes long: it may have ${LONGEST_NAME}`);
	}
}
