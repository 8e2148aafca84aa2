import { closeSync, lstatSync, mkdirSync, mkdtempSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { flock } from './flock.ts';
import { hostAsRoot } from './host.ts';

/** A folder for a while. */
interface LockedFolder {
	folder: string;
	/** The folder is debris when nobody has this open any more: close it, or have a process inherit it. */
	lock: number;
}

/**
 * Makes a folder for a while, and removes those that labs have left which were killed.
 *
 * @param parent - where to make it
 * @param prefix - how its name begins, and that of all such folders
 */
export async function lockedFolder(parent: string, prefix: string): Promise<LockedFolder> {
	mkdirSync(parent, { recursive: true });
	for (const name of readdirSync(parent)) {
		if (name.startsWith(prefix)) await removeDebris(join(parent, name));
	}
	for (;;) {
		const folder = mkdtempSync(join(parent, prefix));
		const lock = lockOn(folder);
		if (lock !== null) return { folder, lock };
		// Another lab took it for debris before it was locked.
	}
}

async function removeDebris(folder: string): Promise<void> {
	const lock = lockOn(folder);
	if (lock === null) return;
	// It may hold the files of a guest's users.
	await hostAsRoot(['rm', '-rf', '--', folder]);
	closeSync(lock);
}

/** Locks a folder; null if somebody has it, or it is gone or another user's. */
function lockOn(folder: string): number | null {
	if (!isOwn(folder)) return null;
	let fd: number;
	try {
		fd = openSync(folder, 'r');
	} catch {
		return null;
	}
	if (flock(fd, '--nonblock') && isOwn(folder)) return fd;
	closeSync(fd);
	return null;
}

function isOwn(folder: string): boolean {
	const state = lstatSync(folder, { throwIfNoEntry: false });
	return state?.isDirectory() === true && state.uid === process.getuid?.();
}
