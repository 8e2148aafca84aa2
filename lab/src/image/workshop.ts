import { closeSync, existsSync, mkdirSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { hostAsRoot } from '../host.ts';
import { lockedFolder } from '../locked-folder.ts';
import { CACHE } from '../paths.ts';

/** A tmpfs: a system's ten thousand small files take seconds on a disk. */
const MEMORY = '/dev/shm';

/** What a system's files take, with room for what is made of them, in bytes. */
const ROOM = 1.5e9;

/**
 * Does something with a whole system's files, in a folder that is gone afterwards: in memory where there
 * is room for them.
 *
 * @param work - given the folder's path, where nothing is yet
 */
export async function inWorkshop<T>(work: (root: string) => Promise<T>): Promise<T> {
	const { folder, lock } = await lockedFolder(hasRoom() ? MEMORY : CACHE, `peercon-work-${uid()}-`);
	try {
		const root = join(folder, 'root');
		mkdirSync(root);
		return await work(root);
	} finally {
		await hostAsRoot(['rm', '-rf', '--', folder]);
		closeSync(lock);
	}
}

function hasRoom(): boolean {
	if (!existsSync(MEMORY) || process.availableMemory() < 2 * ROOM) return false;
	const { bavail, bsize } = statfsSync(MEMORY);
	return bavail * bsize > ROOM;
}

function uid(): number {
	return process.getuid?.() ?? 0;
}
