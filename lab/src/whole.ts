import {
	existsSync,
	readdirSync,
	readFileSync,
	statfsSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { CacheError } from './errors.ts';
import { CACHE } from './paths.ts';

/** In a folder that was built: its files as they were then. */
const LIST = 'files.json';

/** What building from nothing takes on the disk, and from Debian's packages that are there; in bytes. */
const ROOM = 3e9;
const ROOM_WITH_BASE = 1.5e9;

/** A file's size in bytes, and when it was last written, in seconds. */
type State = [size: number, written: number];

/** Notes what is in a folder, not in those below it. */
export function noteFiles(folder: string): void {
	const names = readdirSync(folder, { withFileTypes: true })
		.filter((entry) => entry.isFile() && entry.name !== LIST)
		.map(({ name }) => name);
	const states = names.map((name) => [name, stateOf(join(folder, name))]);
	writeFileSync(join(folder, LIST), JSON.stringify(Object.fromEntries(states)));
}

/**
 * Looks whether a folder's files are there and as they were built: what is damaged shows only in a
 * guest that does not start, or worse. Nothing writes to them, so nobody has to read them for that.
 *
 * @throws CacheError if one is not
 */
export function checkFiles(folder: string): void {
	const list = join(folder, LIST);
	if (!existsSync(list)) return; // built before there was a list
	const noted: Record<string, State> = JSON.parse(readFileSync(list, 'utf8'));
	for (const [name, [size, written]] of Object.entries(noted)) {
		const path = join(folder, name);
		const damage = !existsSync(path) ? 'is missing' : damageOf(path, size, written);
		if (damage === null) continue;
		throw new CacheError(`${path} ${damage}: 'npx lab clean' removes what was built`);
	}
}

function damageOf(path: string, size: number, written: number): string | null {
	const [sizeNow, writtenNow] = stateOf(path);
	if (sizeNow !== size) return `is damaged, with ${sizeNow} bytes instead of ${size}`;
	return writtenNow === written ? null : 'was written to after it was built';
}

function stateOf(path: string): State {
	const { size, mtimeMs } = statSync(path);
	return [size, Math.floor(mtimeMs / 1000)];
}

/**
 * Looks whether there is room for what is to be built.
 *
 * @throws CacheError if there is not
 */
export function checkRoom(): void {
	const needed = readdirSync(CACHE).some((name) => name.startsWith('base-'))
		? ROOM_WITH_BASE
		: ROOM;
	const { bavail, bsize } = statfsSync(CACHE);
	if (bavail * bsize < needed)
		throw noRoom(`${dirname(CACHE)} has ${gigabytes(bavail * bsize)} free`);
}

/** @param what - what shows that there is no room */
export function noRoom(what: string): CacheError {
	return new CacheError(
		`${what}, and the lab needs ${gigabytes(ROOM)} there for building and keeps about 1 GB: ` +
			"'npx lab clean' removes what it keeps, XDG_CACHE_HOME names another place",
	);
}

function gigabytes(bytes: number): string {
	return `${(bytes / 1e9).toFixed(1)} GB`;
}
