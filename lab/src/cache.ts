import { createHash } from 'node:crypto';
import {
	accessSync,
	closeSync,
	constants,
	existsSync,
	mkdirSync,
	openSync,
	readdirSync,
	readFileSync,
	renameSync,
	statSync,
	utimesSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CacheError, LabError } from './errors.ts';
import { flock, locked } from './flock.ts';
import { hostAsRoot } from './host.ts';
import { lockedFolder } from './locked-folder.ts';
import { CACHE, nearestFolder } from './paths.ts';
import { checkFiles, checkRoom, noRoom, noteFiles } from './whole.ts';

/** What is being built has such a name, so whatever has it and is not being built is debris. */
const UNFINISHED = 'unfinished-';

/** The name of a file that is there to be locked, and how those begin that are for one kind. */
const LOCK = 'lock';

/**
 * Gives a folder made from certain things, and makes it if it is not there. It is made under another
 * name and renamed at the end, so a folder with this name is always whole.
 *
 * @param parent - where the folder is or will be
 * @param kind - the first part of its name
 * @param key - what tells it from others of its kind: see keyOf
 * @param kept - how many of its kind are kept, the last used ones
 * @param make - makes it, in a folder that is there and empty
 * @returns the folder's path; it stays there as long as this process does
 */
export async function cached(
	parent: string,
	kind: string,
	key: string,
	kept: number,
	make: (folder: string) => Promise<void>,
): Promise<string> {
	const folder = join(parent, `${kind}-${key}`);
	if (hold(folder)) return folder;
	makeCache();
	const using = await useCache('--shared'); // so that nobody empties it meanwhile
	const mine = openSync(join(parent, `${LOCK}-${kind}`), 'a');
	const unlock = await locked(mine, 'waiting for another lab to finish building');
	try {
		if (hold(folder)) return folder; // somebody else has made it meanwhile
		checkRoom();
		const unfinished = await lockedFolder(parent, UNFINISHED);
		try {
			await make(unfinished.folder);
			noteFiles(unfinished.folder);
			renameSync(unfinished.folder, folder);
		} catch (error) {
			throw explained(error);
		} finally {
			closeSync(unfinished.lock); // what is left of it is debris
		}
		if (!hold(folder)) throw new LabError(`${folder} has vanished: is something emptying it?`);
		await prune(parent, kind, kept);
		return folder;
	} finally {
		unlock();
		using();
	}
}

/**
 * @param files - paths whose contents count, relative to a folder
 * @param others - whatever else counts
 * @returns a short hash of all of it
 */
export function keyOf(folder: string, files: string[], ...others: string[]): string {
	const hash = createHash('sha256');
	for (const file of files.toSorted()) {
		const content = readFileSync(join(folder, file));
		hash.update(`${file}\0${content.length}\0`).update(content);
	}
	// Wherever the cache is, what was built from the same has the same name.
	const rest = others.join('\0').replaceAll(`${CACHE}/`, '');
	return hash.update(rest).digest('hex').slice(0, 16);
}

/** Every file below a folder, relative to it. */
export function filesBelow(folder: string): string[] {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

/**
 * Removes a folder, also one that holds the files of a guest's users. It is renamed first: what is
 * left of it, should this be interrupted, is debris.
 */
export async function remove(folder: string): Promise<void> {
	const debris = join(dirname(folder), `${UNFINISHED}${basename(folder)}`);
	renameSync(folder, debris);
	await hostAsRoot(['rm', '-rf', '--', debris]);
}

/** The descriptors that hold locks; they stay open until this process ends. */
const held = new Map<string, number>();

/**
 * Keeps a folder from being removed by another process's {@link prune}, if the folder is there, and
 * notes that it was used.
 */
function hold(folder: string): boolean {
	if (!existsSync(folder)) return false;
	if (held.has(folder)) return true;
	checkFiles(folder);
	const fd = openSync(folder, 'r');
	held.set(folder, fd);
	flock(fd, '--shared');
	const now = new Date();
	if (existsSync(folder)) utimesSync(folder, now, now);
	return existsSync(folder);
}

/** Makes the folder for all that the lab keeps. */
function makeCache(): void {
	try {
		accessSync(nearestFolder(CACHE), constants.W_OK); // Node takes EROFS for ENOENT below
		mkdirSync(CACHE, { recursive: true });
	} catch (error) {
		const { message } = error as Error;
		throw new CacheError(
			`the lab keeps what it builds in ${CACHE}: ${message}. XDG_CACHE_HOME names another place`,
		);
	}
}

/**
 * Waits until no other process empties the cache, or (without an option) until none builds.
 *
 * @returns gives it back
 */
export function useCache(...options: string[]): Promise<() => void> {
	makeCache();
	const fd = openSync(join(CACHE, LOCK), 'a');
	return locked(fd, 'waiting for another lab to finish building', ...options);
}

/** Removes all of a kind but the last used ones and those that a process still uses. */
async function prune(parent: string, kind: string, kept: number): Promise<void> {
	const folders = readdirSync(parent)
		.filter((name) => name.startsWith(`${kind}-`))
		.map((name) => join(parent, name))
		.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
	for (const folder of folders.slice(kept)) {
		if (held.has(folder)) continue;
		const fd = openSync(folder, 'r');
		if (flock(fd, '--nonblock')) await remove(folder);
		closeSync(fd);
	}
}

/** An error of the file system with what to do about it. */
function explained(error: unknown): unknown {
	const { code, message } = error as NodeJS.ErrnoException;
	const isFull = code === 'ENOSPC' || /No space left on device/.test(message);
	return isFull ? noRoom(message) : error;
}
