import { constants } from 'node:os';
import { sys, systemError } from '@peercon/native';

const { EAGAIN, EEXIST } = constants.errno;

/**
 * Takes a file's lock, which a server holds as long as it lives: that tells what is in use from what a
 * killed one has left.
 *
 * @param fd - the file, which stays open
 * @param name - its name, for the error
 * @throws EEXIST if another server has it
 * @see flock(2)
 */
export function claim(fd: number, name: string): void {
	const failed = sys.flock(fd);
	if (failed === -EAGAIN) throw systemError(EEXIST, 'flock', `'${name}', which a server has`);
	if (failed < 0) throw systemError(failed, 'flock', `'${name}'`);
}
