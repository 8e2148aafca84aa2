import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
	accessSync,
	closeSync,
	constants,
	existsSync,
	mkdirSync,
	mkdtempSync,
	openSync,
	readdirSync,
	readFileSync,
	renameSync,
	statSync,
	utimesSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CacheError, LabError } from './errors.ts';
import { hostAsRoot } from './host.ts';
import { CACHE, nearestFolder } from './paths.ts';
import { say } from './report.ts';
import { checkFiles, checkRoom, noRoom, noteFiles } from './whole.ts';

/** What is being built has such a name, so whatever has it and is not being built is debris. */
const UNFINISHED = 'unfinished-';

/** How often somebody else's lock is tried again, in milliseconds. */
const RETRY = 500;

/**
 * Gives a folder made from certain things, and makes it if it is not there. It is made under another
 * name and renamed at the end, so a folder with this name is always whole.
 *
 * @param parent - where the folder is or will be
 * @param kind - the first part of its name
 * @param key - what tells it from others of its kind: see keyOf
 * @param kept - how many of its kind are kept, the last used ones
 * @param make - makes it, in a folder that is there and empty; also told what that will be called
 * @returns the folder's path; it stays there as long as this process does
 */
export async function cached(
	parent: string,
	kind: string,
	key: string,
	kept: number,
	make: (folder: string, final: string) => Promise<void>,
): Promise<string> {
	const folder = join(parent, `${kind}-${key}`);
	if (hold(folder)) return folder;
	const unlock = await lock();
	try {
		if (hold(folder)) return folder; // somebody else has made it meanwhile
		await removeUnfinished(parent);
		checkRoom();
		const unfinished = mkdtempSync(join(parent, UNFINISHED));
		try {
			await make(unfinished, folder);
			noteFiles(unfinished);
			renameSync(unfinished, folder);
		} catch (error) {
			await removeUnfinished(parent).catch(() => {}); // the next build tries again
			throw explained(error);
		}
		if (!hold(folder)) throw new LabError(`${folder} has vanished: is something emptying it?`);
		await prune(parent, kind, kept);
		return folder;
	} finally {
		unlock();
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
	renameSync(folder, join(dirname(folder), `${UNFINISHED}${basename(folder)}`));
	await removeUnfinished(dirname(folder));
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

/** Waits until no other process builds. The kernel drops the lock of one that has died. */
export async function lock(): Promise<() => void> {
	makeCache();
	return locked(openSync(join(CACHE, 'lock'), 'a'), 'waiting for another lab to finish building');
}

/**
 * Waits for a lock that another process may have.
 *
 * @param fd - what to lock
 * @param text - says so to a person who waits
 * @returns gives it back, and closes the descriptor
 */
export async function locked(fd: number, text: string): Promise<() => void> {
	for (let told = false; !flock(fd, '--nonblock'); told = true) {
		if (!told) say(text);
		await sleep(RETRY);
	}
	return () => closeSync(fd);
}

/**
 * Locks a file: Node has no flock(2); flock(1) locks what it inherits.
 *
 * @returns whether it is locked now
 */
export function flock(fd: number, option: string): boolean {
	const { error, status } = spawnSync('flock', [option, '3'], {
		stdio: ['ignore', 'ignore', 'inherit', fd],
	});
	if (error) throw new LabError(`flock(1) of util-linux is needed: ${error.message}`);
	return status === 0;
}

async function removeUnfinished(parent: string): Promise<void> {
	mkdirSync(parent, { recursive: true });
	for (const name of readdirSync(parent)) {
		if (name.startsWith(UNFINISHED)) await hostAsRoot(['rm', '-rf', '--', join(parent, name)]);
	}
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
