// What a guest reads as its second disk: a tar archive, as long as that disk.

import { statSync, truncateSync } from 'node:fs';
import { basename } from 'node:path';
import { PAYLOAD_SIZE } from './engines/engine.ts';
import { LabError } from './errors.ts';

/**
 * Gives an archive the length of a guest's second disk.
 *
 * @param archive - its path
 * @param what - what is in it, for the error
 * @throws LabError if it is longer
 */
export function padPayload(archive: string, what = basename(archive)): void {
	const { size } = statSync(archive);
	if (size > PAYLOAD_SIZE) {
		throw new LabError(`${what}: ${size} bytes as a tar archive; a guest takes ${PAYLOAD_SIZE}`);
	}
	truncateSync(archive, PAYLOAD_SIZE);
}
