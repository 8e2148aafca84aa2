import {
	closeSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	openSync,
	readdirSync,
	rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { flock } from '../cache.ts';
import { CACHE } from '../paths.ts';

const PREFIX = 'guest-';

/** A folder that a guest starts in. */
interface GuestFolder {
	folder: string;
	/** What the guest's program is to inherit: the folder is debris when nobody has that open. */
	lock: number;
}

/** Makes a folder for a guest to start in, and removes those of labs that were killed at a start. */
export function guestFolder(): GuestFolder {
	mkdirSync(CACHE, { recursive: true });
	for (const name of readdirSync(CACHE)) {
		if (name.startsWith(PREFIX)) removeDebris(join(CACHE, name));
	}
	for (;;) {
		const folder = mkdtempSync(join(CACHE, PREFIX));
		const lock = lockOn(folder);
		if (lock !== null) return { folder, lock };
		// Another lab took it for debris before it was locked.
	}
}

function removeDebris(folder: string): void {
	const lock = lockOn(folder);
	if (lock === null) return;
	rmSync(folder, { recursive: true, force: true });
	closeSync(lock);
}

/** Locks a folder; null if somebody has it, or it is gone. */
function lockOn(folder: string): number | null {
	let fd: number;
	try {
		fd = openSync(folder, 'r');
	} catch {
		return null;
	}
	if (flock(fd, '--nonblock') && existsSync(folder)) return fd;
	closeSync(fd);
	return null;
}
